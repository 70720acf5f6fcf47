/**
 * Breaks the control plane and its agents on purpose.
 *
 * <pre>
 * terraform ──▶ rig (agents) ──▶ proxy ──▶ rig (nodes, database)
 *     │              │                          │
 *     └─ ledgers ────┴── disks ──▶ oracle ◀── rows
 * </pre>
 *
 * {@code bench} measures on the same rig.
 */
@NullMarked
package io.vintner.faults;

import org.jspecify.annotations.NullMarked;
