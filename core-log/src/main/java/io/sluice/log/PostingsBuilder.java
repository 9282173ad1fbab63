package io.sluice.log;

import java.io.IOException;
import java.util.Arrays;

/** Makes {@link TopicPostings} of the records of a segment, in the order of their positions. */
final class PostingsBuilder {
    private static final int TOPICS_MAX = Integer.MAX_VALUE;

    private final TopicTable topics = new TopicTable(TOPICS_MAX);
    private final PositionList topicOf = new PositionList();
    private final PositionList positions = new PositionList();
    private final ChangeList changes = new ChangeList();

    /** Takes in all messages of an index over what lies before what comes next. */
    void addAll(TopicPostings part) {
        for (int topic = 0; topic < part.topicCount(); topic++) {
            int id = topics.findOrAdd(part.names(), part.nameAt(topic), part.nameBytes(topic));
            for (int i = part.firstOf(topic); i < part.firstOf(topic + 1); i++) {
                topicOf.add(id);
                positions.add(part.position(i));
            }
        }
    }

    /**
     * Takes in all messages on which the walk comes, and marks the way for readers.
     *
     * @param enough at or behind this position it stops
     * @throws CorruptLogException if it does not come to its limit
     */
    void addAll(Segment segment, RecordWalk walk, int enough) throws IOException {
        int marked = walk.nextPosition();
        while (walk.nextPosition() < enough && walk.next()) {
            byte[] bytes = walk.bytes();
            if (RecordType.takesOffset(walk.type())) {
                changes.see(bytes, walk.at(), walk.position());
            }
            if (walk.type() == RecordType.PUBLISH) {
                int topicAt = RecordLayout.topicAt(walk.at());
                int topicBytes = RecordLayout.topicBytes(bytes, walk.at());
                topicOf.add(topics.findOrAdd(bytes, topicAt, topicBytes));
                positions.add(walk.position());
                if (walk.position() - marked >= Segment.MARK_STEP_BYTES) {
                    marked = walk.position();
                    long timeMs = RecordLayout.storeTimeMs(bytes, walk.at());
                    segment.mark(walk.nextOffset() - 1, marked, timeMs);
                }
            }
        }
        if (walk.nextPosition() < enough && !walk.isAtLimit()) {
            throw new CorruptLogException(
                    segment.path(), walk.nextPosition(), walk.nextOffset(), "it does not verify");
        }
    }

    /** What the walk came on that may change state. */
    ChangeList changes() {
        return changes;
    }

    TopicPostings build() {
        byte[][] names = new byte[topics.count()][];
        int nameBytes = 0;
        for (int id = 0; id < names.length; id++) {
            names[id] = topics.name(id);
            nameBytes += names[id].length;
        }
        Arrays.sort(names, Arrays::compareUnsigned);
        byte[] arena = new byte[nameBytes];
        int[] nameAt = new int[names.length + 1];
        int[] rankOf = new int[names.length];
        for (int rank = 0; rank < names.length; rank++) {
            byte[] name = names[rank];
            System.arraycopy(name, 0, arena, nameAt[rank], name.length);
            nameAt[rank + 1] = nameAt[rank] + name.length;
            rankOf[topics.find(name, 0, name.length)] = rank;
        }
        int[] firstOf = firstOf(rankOf);
        return new TopicPostings(arena, nameAt, firstOf, inOrder(rankOf, firstOf));
    }

    private int[] firstOf(int[] rankOf) {
        int[] firstOf = new int[rankOf.length + 1];
        for (int i = 0; i < topicOf.count(); i++) {
            firstOf[rankOf[topicOf.at(i)] + 1]++;
        }
        for (int rank = 0; rank < rankOf.length; rank++) {
            firstOf[rank + 1] += firstOf[rank];
        }
        return firstOf;
    }

    private int[] inOrder(int[] rankOf, int[] firstOf) {
        int[] next = firstOf.clone();
        int[] ordered = new int[positions.count()];
        for (int i = 0; i < ordered.length; i++) {
            ordered[next[rankOf[topicOf.at(i)]]++] = positions.at(i);
        }
        return ordered;
    }
}
