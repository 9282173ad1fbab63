package io.sluice.gateway.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.StringJoiner;

/** How the answers of the admin API look to a person. */
final class CtlViews {
    private static final int BRIEF = 60;

    /** Shows one answer. */
    interface View {
        void show(JsonTree answer, PrintWriter out);
    }

    private CtlViews() {}

    static void clients(JsonTree answer, PrintWriter out) {
        Table table = Table.of("CLIENT", "VERSION", "USER", "ADDRESS", "VIA", "SINCE");
        for (JsonTree each : answer.list("clients")) {
            table.row(
                    each.text("client"),
                    each.text("version"),
                    each.text("user"),
                    each.text("address"),
                    each.text("listener") + "/" + each.text("transport"),
                    time(each, "since"));
        }
        table.print(out);
        more(answer, out);
    }

    static void sessions(JsonTree answer, PrintWriter out) {
        Table table =
                Table.of("SESSION", "STATE", "SUBSCRIPTIONS#", "IN FLIGHT#", "CURSOR#", "EXPIRES");
        for (JsonTree each : answer.list("sessions")) {
            table.row(
                    each.text("session"),
                    state(each),
                    each.number("subscriptions"),
                    each.number("inflight"),
                    each.number("cursor"),
                    expiry(each));
        }
        table.print(out);
        more(answer, out);
    }

    private static String state(JsonTree session) {
        return session.is("connected")
                ? "connected"
                : "asleep since " + time(session, "asleepSince");
    }

    private static String expiry(JsonTree session) {
        return session.has("expirySeconds")
                ? "after " + session.number("expirySeconds") + " s"
                : "never";
    }

    static void session(JsonTree answer, PrintWriter out) {
        out.println(Table.harmless(answer.text("session")) + ", " + state(answer));
        out.println("expires " + expiry(answer) + (answer.is("will") ? ", has a will" : ""));
        lag(answer, out);
        Table table = Table.of("FILTER", "QOS#", "OPTIONS");
        for (JsonTree each : answer.list("filters")) {
            table.row(each.text("filter"), each.text("qos"), options(each));
        }
        table.print(out);
    }

    private static String options(JsonTree subscription) {
        StringJoiner options = new StringJoiner(", ");
        for (String name : List.of("noLocal", "retainAsPublished", "replay")) {
            if (subscription.is(name)) {
                options.add(name);
            }
        }
        if (subscription.has("identifier")) {
            options.add("identifier " + subscription.text("identifier"));
        }
        return options.toString();
    }

    static void subscriptions(JsonTree answer, PrintWriter out) {
        Table table = Table.of("SESSION", "FILTER", "QOS#", "OPTIONS");
        for (JsonTree each : answer.list("subscriptions")) {
            table.row(each.text("session"), each.text("filter"), each.text("qos"), options(each));
        }
        table.print(out);
        more(answer, out);
    }

    /** Of a session or a queue. */
    static void lag(JsonTree answer, PrintWriter out) {
        JsonTree lag = answer.get("lag");
        out.printf(
                "lag: %s messages (%s to be sent, %s unacknowledged), %s s; %s records to the"
                        + " end%n",
                lag.number("messages"),
                lag.number("waiting"),
                lag.number("unacknowledged"),
                lag.text("seconds"),
                lag.number("records"));
    }

    static void queues(JsonTree answer, PrintWriter out) {
        Table table = Table.of("NAME", "KIND", "LAG#", "SECONDS#", "UNACKED#", "MEMBERS#", "DEAD#");
        for (JsonTree each : answer.list("queues")) {
            JsonTree lag = each.get("lag");
            table.row(
                    each.text("name"),
                    each.text("kind"),
                    lag.number("messages"),
                    lag.number("seconds"),
                    lag.number("unacknowledged"),
                    String.valueOf(each.list("members").size()),
                    each.number("deadLetters"));
        }
        table.print(out);
        more(answer, out);
    }

    static void queue(JsonTree answer, PrintWriter out) {
        out.printf(
                "%s, %s, held by %s sessions%s%n",
                Table.harmless(answer.text("name")),
                answer.text("kind"),
                answer.number("holders"),
                answer.has("deadLetters")
                        ? ", " + answer.number("deadLetters") + " dead letters"
                        : "");
        lag(answer, out);
        Table table = Table.of("MEMBER", "UNSETTLED#");
        for (JsonTree each : answer.list("members")) {
            table.row(each.text("session"), each.number("unsettled"));
        }
        table.print(out);
    }

    static void messages(JsonTree answer, PrintWriter out) {
        messages(answer.list("messages"), out);
        if (!answer.is("complete") && answer.has("next")) {
            out.println("more: --from " + answer.text("next"));
        }
    }

    static void retained(JsonTree answer, PrintWriter out) {
        messages(answer.list("retained"), out);
        if (!answer.is("complete")) {
            out.println("there are more: use a narrower filter, or --limit");
        }
    }

    private static void messages(List<JsonTree> messages, PrintWriter out) {
        Table table = Table.of("OFFSET#", "TIME", "TOPIC", "QOS#", "PAYLOAD");
        for (JsonTree each : messages) {
            table.row(
                    each.text("offset"),
                    time(each, "time"),
                    each.text("topic"),
                    each.text("qos") + (each.is("retain") ? "r" : ""),
                    brief(each));
        }
        table.print(out);
    }

    static void message(JsonTree answer, PrintWriter out) {
        out.printf(
                "offset %s, stored %s, from %s%n",
                answer.text("offset"), time(answer, "time"), answer.text("protocol"));
        out.printf(
                "%s, qos %s%s%n",
                Table.harmless(answer.text("topic")),
                answer.text("qos"),
                answer.is("retain") ? ", retained" : "");
        for (String name : List.of("contentType", "responseTopic", "expires")) {
            if (answer.has(name)) {
                out.println(name + ": " + Table.harmless(answer.text(name)));
            }
        }
        for (JsonTree pair : answer.list("properties")) {
            out.println(
                    Table.harmless(
                            pair.elements().get(0).text() + ": " + pair.elements().get(1).text()));
        }
        out.println();
        out.println(payload(answer));
    }

    static void explain(JsonTree answer, PrintWriter out) {
        message(answer.get("message"), out);
        out.println();
        String publisher = answer.text("publisher");
        out.println("published by " + (publisher.isEmpty() ? "somebody who is gone" : publisher));
        if (answer.list("subscribers").isEmpty()) {
            out.println("nobody subscribes to it");
            return;
        }
        Table table = Table.of("SUBSCRIBER", "CONNECTED", "STATE", "WHY");
        for (JsonTree each : answer.list("subscribers")) {
            table.row(
                    each.text("session"),
                    each.is("connected") ? "yes" : "no",
                    each.text("state").replace('_', ' '),
                    each.text("why"));
        }
        table.print(out);
        if (!answer.is("complete")) {
            out.println("there are more subscribers than these");
        }
    }

    static void drops(JsonTree answer, PrintWriter out) {
        if (answer.list("sums").isEmpty()) {
            out.println("nothing was dropped");
            return;
        }
        Table sums = Table.of("REASON", "TOTAL#", "BEFORE#", "FORGOTTEN#");
        for (JsonTree each : answer.list("sums")) {
            sums.row(
                    each.text("reason"),
                    each.number("total"),
                    each.number("before"),
                    each.number("forgotten"));
        }
        sums.print(out);
        Table table = Table.of("TIME", "REASON", "WAY", "CLIENT", "TOPIC", "OFFSET#", "COUNT#");
        for (JsonTree each : answer.list("drops")) {
            table.row(
                    time(each, "time"),
                    each.text("reason"),
                    each.text("way"),
                    each.text("client"),
                    each.text("topic"),
                    each.text("offset"),
                    each.number("count"));
        }
        table.print(out);
    }

    static void topics(JsonTree answer, PrintWriter out) {
        branch(answer.list("topics"), "", out);
        if (answer.has("next")) {
            out.println("more: --after " + answer.text("next"));
        }
    }

    private static void branch(List<JsonTree> levels, String indent, PrintWriter out) {
        for (int i = 0; i < levels.size(); i++) {
            JsonTree level = levels.get(i);
            boolean isLast = i + 1 == levels.size();
            String value = level.has("last") ? "  " + brief(level.get("last")) : "";
            out.println(
                    indent
                            + (isLast ? "└─ " : "├─ ")
                            + Table.harmless(level.text("level") + value));
            branch(level.list("below"), indent + (isLast ? "   " : "│  "), out);
        }
    }

    private static String brief(JsonTree message) {
        String text = payload(message);
        return text.length() > BRIEF ? text.substring(0, BRIEF) + " …" : text;
    }

    private static String payload(JsonTree message) {
        return message.has("payload")
                ? Table.harmless(message.text("payload"))
                : "base64:" + message.text("payloadBase64");
    }

    private static String time(JsonTree object, String name) {
        return object.text(name).replace("T", " ").replaceFirst("(\\.\\d{3})?\\d*Z$", "$1Z");
    }

    private static void more(JsonTree answer, PrintWriter out) {
        if (answer.has("next")) {
            out.println("more: --after " + answer.text("next"));
        }
    }
}
