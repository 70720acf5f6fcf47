package io.vintner.local;

import org.jspecify.annotations.Nullable;

/** The launcher cannot start as it was told to; the message is one sentence for its user. */
final class RefusedSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedSettingException(@Nullable String sentence) {
        super(sentence);
    }
}
