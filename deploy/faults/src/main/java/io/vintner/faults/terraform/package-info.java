/**
 * What stands in for Terraform ({@code deploy/faults/terraform}), told what to do by the module,
 * and what it leaves behind: for each lease a ledger of what it created, synced to the disk, and a
 * diary of when it planned, began and ended.
 *
 * <p>Knows files only: no agent, no API.
 */
@NullMarked
package io.vintner.faults.terraform;

import org.jspecify.annotations.NullMarked;
