package io.sluice.gateway.auth;

import io.sluice.broker.TopicFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an ACL file in Mosquitto's form: {@code user NAME}, {@code topic
 * [read|write|readwrite|deny| replay] FILTER} for the user above (or for anonymous clients, above
 * the first user), {@code pattern [...] FILTER} for everybody, {@code #} for comments. Without a
 * right, a line gives readwrite.
 */
public final class AclFile {
    private final Path file;
    private final Map<String, List<Rule>> byUser = new HashMap<>();
    private final List<Pattern> patterns = new ArrayList<>();
    private String user = "";
    private int lineNumber;

    private AclFile(Path file) {
        this.file = file;
    }

    /** The rules, if every line can be understood. */
    public static AccessRules read(Path file) throws FileFaultException {
        return new AclFile(file).read();
    }

    private AccessRules read() throws FileFaultException {
        for (String line : TextFile.lines(file)) {
            lineNumber++;
            if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                readLine(line.strip());
            }
        }
        return new AccessRules(false, byUser, patterns);
    }

    private void readLine(String line) throws FileFaultException {
        String[] words = line.split("\\s+", 2);
        String rest = words.length < 2 ? "" : words[1];
        switch (words[0]) {
            case "user" -> user = named(rest);
            case "topic" -> {
                Right right = right(rest);
                Levels levels = Levels.of(valid(filter(rest)));
                byUser.computeIfAbsent(user, name -> new ArrayList<>())
                        .add(new Rule(right, levels));
            }
            case "pattern" -> {
                String filter = filter(rest);
                valid(filter.replace("%u", "u").replace("%c", "c"));
                patterns.add(new Pattern(right(rest), filter));
            }
            default -> throw fault("begins with user, topic or pattern, not " + words[0]);
        }
    }

    private String named(String name) throws FileFaultException {
        if (name.isEmpty()) {
            throw fault("user needs a name");
        }
        return name;
    }

    private Right right(String rest) throws FileFaultException {
        String[] words = rest.split("\\s+", 2);
        if (words.length < 2) {
            return Right.READWRITE;
        }
        Optional<Right> right = Right.named(words[0]);
        if (right.isEmpty()) {
            throw fault("gives read, write, readwrite or replay, or takes deny, not " + words[0]);
        }
        return right.get();
    }

    private static String filter(String rest) {
        String[] words = rest.split("\\s+", 2);
        return words.length < 2 ? rest : words[1];
    }

    private String valid(String filter) throws FileFaultException {
        String queues = AskedTopics.queueIn(filter);
        if (TopicFilter.parse(queues.isEmpty() ? filter : queues).isEmpty()) {
            throw fault("no topic filter: " + (filter.isEmpty() ? "nothing" : filter));
        }
        return filter;
    }

    private FileFaultException fault(String what) {
        return new FileFaultException(file, lineNumber, what);
    }
}
