package io.vintner.gateway.filter;

import io.vintner.change.ColumnValue;

/** One version of a row as a {@link RowTest} sees it. */
public interface RowView {

    /** The value of that column; {@link ColumnValue#ABSENT} if the change does not carry it. */
    ColumnValue value(String column);

    /** What PostgreSQL said; {@link Truth#ASKED} as long as it was not asked. */
    Truth answer(Question question);

    /** The same of a question about one value. */
    Truth answer(ValueQuestion question);
}
