package io.vintner.tendril.joblog;

import java.io.IOException;

/** The spool on disk is not what was written. */
final class DamagedSpoolException extends IOException {

    DamagedSpoolException(String message) {
        super(message);
    }
}
