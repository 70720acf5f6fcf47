package io.vintner.gateway;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * Takes the query out of the addresses that the HTTP server logs when a request fails: it may hold
 * a key.
 */
@LoggingFilter(name = "queries-left-out")
public final class QueriesLeftOut implements Filter {

    private static final String HTTP_SERVER = "io.quarkus.vertx.http";
    private static final Pattern QUERY = Pattern.compile("\\?\\S*");

    @Override
    public boolean isLoggable(LogRecord record) {
        String logger = record.getLoggerName();
        if (logger != null && logger.startsWith(HTTP_SERVER)) {
            leaveOut(record);
        }
        return true;
    }

    private static void leaveOut(LogRecord record) {
        if (record.getMessage() != null) {
            record.setMessage(QUERY.matcher(record.getMessage()).replaceAll(""));
        }
        Object[] parameters = record.getParameters();
        if (parameters != null) {
            Object[] shown = parameters.clone();
            for (int index = 0; index < shown.length; index++) {
                if (shown[index] instanceof String text) {
                    shown[index] = QUERY.matcher(text).replaceAll("");
                }
            }
            record.setParameters(shown);
        }
    }
}
