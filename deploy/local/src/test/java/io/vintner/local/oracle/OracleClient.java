package io.vintner.local.oracle;

import java.util.List;

/** A client that comes back whenever it is cut off, until it is closed. */
interface OracleClient extends AutoCloseable {

    List<ChannelLog> channels();

    /** Breaks its connection, if it has one. */
    void cut();

    /** From now on it only hears, and comes back. */
    void calmDown();

    @Override
    void close();
}
