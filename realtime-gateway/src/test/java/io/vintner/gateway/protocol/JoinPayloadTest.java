package io.vintner.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoinPayloadTest {

    private static JoinPayload read(String json) throws Exception {
        return JoinPayload.of(new JsonMapper().readTree(json));
    }

    @Test
    void readsWhatTheStockClientSends() throws Exception {
        // When
        JoinPayload payload =
                read(
                        """
                        {"config":{
                           "broadcast":{"ack":false,"self":false,"replication_ready":true},
                           "presence":{"key":"","enabled":true},
                           "postgres_changes":[
                             {"event":"INSERT","schema":"public","table":"t","filter":"id=eq.1"},
                             {"event":"*","schema":"public","select":["a","b"]}],
                           "private":false},
                         "access_token":"token","version":"realtime-js/2"}
                        """);

        // Then
        assertThat(payload.accessToken()).isEqualTo("token");
        assertThat(payload.presence()).isTrue();
        assertThat(payload.privateChannel()).isFalse();
        assertThat(payload.replay()).isFalse();
        assertThat(payload.replicationReady()).isTrue();
        assertThat(payload.ignored()).isEmpty();
        assertThat(payload.bindings())
                .extracting(
                        JoinPayload.Binding::event,
                        JoinPayload.Binding::schema,
                        JoinPayload.Binding::table,
                        JoinPayload.Binding::filter,
                        JoinPayload.Binding::select)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "INSERT", "public", "t", "id=eq.1", null),
                        org.assertj.core.groups.Tuple.tuple(
                                "*", "public", null, null, List.of("a", "b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "[]",
                "\"join\"",
                "{\"config\":null}",
                "{\"config\":{\"postgres_changes\":null,\"presence\":null}}",
                "{\"config\":{\"postgres_changes\":[null]}}",
            })
    void whatIsNotThereIsNotAskedFor(String json) throws Exception {
        assertThat(read(json))
                .usingRecursiveComparison()
                .ignoringFields("legacy")
                .isEqualTo(
                        new JoinPayload(
                                null, false, false, false, false, false, false, List.of(),
                                List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"config\":7}                               | config",
                "{\"config\":{\"broadcast\":\"yes\"}}         | broadcast",
                "{\"config\":{\"presence\":{\"enabled\":5}}}  | enabled",
                "{\"config\":{\"private\":\"maybe\"}}         | private",
                "{\"config\":{\"postgres_changes\":{}}}       | postgres_changes",
                "{\"config\":{\"postgres_changes\":[7]}}      | postgres_changes",
                "{\"access_token\":7}                         | access_token",
            })
    void aPartOfTheWrongTypeCountsAsAbsent(String json, String ignored) throws Exception {
        assertThat(read(json))
                .usingRecursiveComparison()
                .ignoringFields("legacy")
                .isEqualTo(
                        new JoinPayload(
                                null,
                                false,
                                false,
                                false,
                                false,
                                false,
                                false,
                                List.of(),
                                List.of(ignored)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "\"true\"", "\"TRUE\""})
    void booleansMayBeWords(String flag) throws Exception {
        assertThat(read("{\"config\":{\"private\":%s}}".formatted(flag)).privateChannel()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                  | true",
                "null                | true",
                "{\"config\":{}}   | false",
                "{\"config\":null} | false",
            })
    void aJoinWithoutConfigIsOneOfTheFirstProtocol(String json, boolean legacy) throws Exception {
        assertThat(read(json).legacy()).isEqualTo(legacy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"wait\":true,\"timeout\":15000} | true",
                "{\"wait\":false}                    | false",
                "{}                                    | false",
                "7                                     | false",
            })
    void aClientMayWaitUntilItsBindingsAreServed(String options, boolean waits) throws Exception {
        assertThat(
                        read("{\"config\":{\"postgres_changes_options\":%s}}".formatted(options))
                                .waits())
                .isEqualTo(waits);
    }

    @Test
    void theLegacyTokenWins() throws Exception {
        assertThat(read("{\"access_token\":\"new\",\"user_token\":\"old\"}").accessToken())
                .isEqualTo("old");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"table\":\"t\",\"filter\":7}           | Error parsing `filter` params",
                "{\"table\":\"t\",\"filter\":[\"wrong\"]} | Error parsing `filter` params",
                "{\"table\":\"t\",\"select\":\"id\"}      | Error parsing `select` params",
                "{\"table\":\"t\",\"select\":[7]}         | Error parsing `select` params",
                "{\"table\":7}                            | No subscription params provided",
                "{\"schema\":{}}                          | No subscription params provided",
            })
    void aBindingWithAPartOfTheWrongTypeIsNotWidened(String binding, String problem)
            throws Exception {
        assertThat(
                        read("{\"config\":{\"postgres_changes\":[%s]}}".formatted(binding))
                                .bindings()
                                .getFirst()
                                .problem())
                .startsWith(problem);
    }
}
