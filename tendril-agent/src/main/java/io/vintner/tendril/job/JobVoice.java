package io.vintner.tendril.job;

import io.vintner.tendril.journal.Note;
import java.util.function.Consumer;

/**
 * The ways in which a running job and the rest of the world hear each other.
 *
 * @param cancellation ends the job
 * @param proof whether the job is still ours
 * @param system takes lines for the job's log
 * @param notes takes what the next run of the agent must know
 */
record JobVoice(
        Cancellation cancellation,
        LeaseProof proof,
        Consumer<String> system,
        Consumer<Note> notes) {}
