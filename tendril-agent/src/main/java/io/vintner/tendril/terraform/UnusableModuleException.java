package io.vintner.tendril.terraform;

/** The vine's module or variables cannot be used; the message is for the vine's owner. */
public final class UnusableModuleException extends Exception {

    UnusableModuleException(String message) {
        super(message);
    }
}
