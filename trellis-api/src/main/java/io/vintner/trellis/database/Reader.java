package io.vintner.trellis.database;

/** As whom the rows are read that a caller gets to see. */
public sealed interface Reader {

    /**
     * A signed-in user, under the policies that realtime applies too.
     *
     * @param claims all claims of the user's token, as JSON
     */
    record User(String claims) implements Reader {}

    /** The API itself, whose policies show every row: for those who may bypass row security. */
    record Everything() implements Reader {}
}
