package io.vintner.relay;

import static io.vintner.relay.Rows.after;
import static io.vintner.relay.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database and a host that are set otherwise than ours. */
class ForeignSettingsIT {

    @RegisterExtension
    static final RelayedDatabase DATABASE =
            RelayedDatabase.withEveryTable(
                    Map.of(
                            "timezone", "Asia/Tokyo",
                            "datestyle", "German",
                            "intervalstyle", "iso_8601",
                            "bytea_output", "escape",
                            "extra_float_digits", "-10"),
                    Map.of("TZ", "America/New_York"));

    @Test
    void valuesAreWrittenInOneFormWhateverTheyAreSetTo() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        """
                        create table plain (
                          id int primary key, at timestamptz, local timestamp, day date, span interval,
                          raw bytea, f float8)
                        """,
                        """
                        insert into plain values (
                          1, '2026-01-02 03:04:05.12+00', '2026-01-02 03:04:05', '2026-01-02',
                          '1 day 2 hours', decode('deadbeef', 'hex'), 0.1::float8 + 0.2::float8)
                        """);

        // Then
        assertThat(after(changes.getFirst()))
                .isEqualTo(
                        row(
                                "1",
                                "2026-01-02 03:04:05.12+00",
                                "2026-01-02 03:04:05",
                                "2026-01-02",
                                "1 day 02:00:00",
                                "\\xdeadbeef",
                                "0.30000000000000004"));
    }
}
