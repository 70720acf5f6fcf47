/**
 * Plan artefacts: uploaded by the Tendril that ran a PLAN, stored sealed, applied at most once by
 * the DEPLOY that names them, and only on the configuration and the state that they were made from.
 *
 * <p>An artefact is bytes with a digest; nothing here looks into it. Jobs are known by their ids.
 */
@NullMarked
package io.vintner.trellis.plans;

import org.jspecify.annotations.NullMarked;
