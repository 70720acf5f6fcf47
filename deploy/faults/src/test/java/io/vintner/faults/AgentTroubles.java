package io.vintner.faults;

import static java.nio.file.StandardOpenOption.APPEND;

import io.vintner.faults.oracle.Excuses;
import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.proxy.Weather;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.Owner;
import io.vintner.faults.rig.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** What can happen to one of many agents; each answers whether it could. Not thread-safe. */
final class AgentTroubles {

    private final Owner owner;
    private final List<Agent> agents;
    private final Excuses excuses;
    private final Random random;
    private final Set<Agent> leaving = new HashSet<>();

    /**
     * @param excuses gets what is no longer possible after one of them
     * @param random says whom it meets
     */
    AgentTroubles(Owner owner, List<Agent> agents, Excuses excuses, Random random) {
        this.owner = owner;
        this.agents = List.copyOf(agents);
        this.excuses = excuses;
        this.random = random;
    }

    boolean changeWeather() {
        any(agents)
                .proxy()
                .weather(
                        switch (random.nextInt(5)) {
                            case 0 -> Weather.foul();
                            case 1 -> Weather.answersLost();
                            case 2 -> Weather.cut();
                            case 3 -> Weather.changeable(random.nextLong(), 3);
                            default -> Weather.fair();
                        });
        return true;
    }

    boolean killAgent() throws IOException {
        restart(any(agents), () -> {});
        return true;
    }

    boolean killTerraform() throws IOException {
        for (Path folder : unfinished()) {
            Optional<RunningCommand> running = RunningCommand.of(folder);
            if (running.isPresent()) {
                excuses.excuse(Invariant.I10, jobOf(folder));
                running.get().killTerraform();
                return true;
            }
        }
        return false;
    }

    boolean killWrapper() throws IOException {
        for (Path folder : unfinished()) {
            Optional<RunningCommand> running = RunningCommand.of(folder);
            if (running.isPresent() && running.get().killWrapper()) {
                return true;
            }
        }
        return false;
    }

    boolean drain() {
        List<Agent> staying =
                agents.stream().filter(it -> it.runs() && !leaving.contains(it)).toList();
        if (staying.isEmpty()) {
            return false;
        }
        Agent agent = any(staying);
        leaving.add(agent);
        agent.askToDrain();
        return true;
    }

    void startThoseThatLeft() throws IOException {
        for (Agent agent : agents) {
            if (!agent.runs()) {
                agent.start();
                leaving.remove(agent);
            }
        }
    }

    boolean rotateToken() throws Exception {
        Agent agent = any(agents);
        try {
            String token = owner.freshToken(agent, false);
            restart(agent, () -> agent.keepToken(token));
            return true;
        } catch (IOException unanswered) {
            return false;
        }
    }

    /** What was sent already is sent again then, under a line that says so. */
    boolean damageSpool() throws IOException {
        for (Agent agent : shuffled(agents)) {
            for (Path folder : agent.unfinished()) {
                Optional<Path> spool = newest(folder.resolve("spool"));
                if (spool.isPresent() && Files.size(spool.get()) > 0) {
                    excuses.excuse(Invariant.I5, jobOf(folder));
                    restart(agent, () -> flipLastByte(spool.get()));
                    return true;
                }
            }
        }
        return false;
    }

    /** A note of which only the beginning came to the disk counts for none. */
    boolean tearJournal() throws IOException {
        for (Agent agent : shuffled(agents)) {
            for (Path folder : agent.unfinished()) {
                restart(
                        agent,
                        () -> {
                            Path notes = folder.resolve("notes");
                            if (Files.exists(notes)) {
                                Files.writeString(notes, "{\"note\":\"", APPEND);
                            }
                        });
                return true;
            }
        }
        return false;
    }

    private static void flipLastByte(Path file) throws IOException {
        // The job may have been done with before its agent was dead.
        if (Files.exists(file)) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 0x55;
            Files.write(file, bytes);
        }
    }

    private static Optional<Path> newest(Path spool) throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.max(Comparator.comparing(Path::getFileName));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Something that is done to the files of an agent while it is dead. */
    private interface Meanwhile {
        void act() throws IOException;
    }

    private void restart(Agent agent, Meanwhile meanwhile) throws IOException {
        agent.kill();
        leaving.remove(agent);
        meanwhile.act();
        agent.start();
    }

    private List<Path> unfinished() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Agent agent : agents) {
            folders.addAll(agent.unfinished());
        }
        return shuffled(folders);
    }

    private static String jobOf(Path folder) {
        String lease = folder.getFileName().toString();
        return lease.substring(0, lease.lastIndexOf('-'));
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private <T> List<T> shuffled(List<T> some) {
        List<T> all = new ArrayList<>(some);
        Collections.shuffle(all, random);
        return all;
    }
}
