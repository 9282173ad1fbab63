package io.sluice.inspect;

import java.util.List;

/**
 * A group or a queue.
 *
 * @param name its filter, as members name it
 * @param holders sessions that hold it, connected or asleep
 * @param members those that are connected
 */
public record GroupReport(String name, int holders, List<Member> members) {
    /**
     * Somebody who takes its messages.
     *
     * @param unsettled messages that it has and has said nothing of
     */
    public record Member(String label, int unsettled) {}
}
