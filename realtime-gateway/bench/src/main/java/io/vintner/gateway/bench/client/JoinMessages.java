package io.vintner.gateway.bench.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the joins of all clients. Client number n is user n modulo the number of users. */
final class JoinMessages {

    /** What stands for a client that wants all rows that it may see. */
    static final String NO_FILTER = "-";

    private final Tokens tokens;
    private final String table;
    private final String filterColumn;

    /**
     * @param filterColumn {@code owner} for the user's id, {@code room} for the user's number, or
     *     {@link #NO_FILTER}
     */
    JoinMessages(Tokens tokens, String table, String filterColumn) {
        this.tokens = tokens;
        this.table = table;
        this.filterColumn = filterColumn;
    }

    /** One channel for each client. */
    List<List<String>> one(int clients, int users) {
        Map<Integer, String> tokenOf = new java.util.HashMap<>();
        List<List<String>> all = new ArrayList<>(clients);
        for (int client = 0; client < clients; client++) {
            int user = client % users;
            String token = tokenOf.computeIfAbsent(user, tokens::of);
            all.add(List.of(message("realtime:" + table, user, token)));
        }
        return all;
    }

    /** Several channels for each client, each with another user's token. */
    List<List<String>> several(int clients, int each) {
        List<List<String>> all = new ArrayList<>(clients);
        for (int client = 0; client < clients; client++) {
            List<String> messages = new ArrayList<>(each);
            for (int channel = 0; channel < each; channel++) {
                int user = client * each + channel;
                messages.add(message("realtime:" + channel, user, tokens.of(user)));
            }
            all.add(messages);
        }
        return all;
    }

    private String message(String topic, int user, String token) {
        String filter =
                switch (filterColumn) {
                    case NO_FILTER -> "";
                    case "owner" -> ",\"filter\":\"owner=eq.%s\"".formatted(Tokens.user(user));
                    default -> ",\"filter\":\"%s=eq.%d\"".formatted(filterColumn, user);
                };
        return """
        ["1","1","%s","phx_join",{"config":{"broadcast":{"ack":false,"self":false},\
        "presence":{"enabled":false},"private":false,"postgres_changes":\
        [{"event":"*","schema":"public","table":"%s"%s}]},"access_token":"%s"}]\
        """
                .formatted(topic, table, filter, token);
    }
}
