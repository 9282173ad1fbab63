package io.sluice.subscription;

import io.sluice.broker.MessageView;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The last message of each topic that was published with the retain flag, as a copy of its record,
 * or as it lies in the image that was loaded. The copies do not change; whoever was given one may
 * keep it and read it on any lane.
 */
@OwnedBy(Lane.LOG)
public final class RetainedTable {
    private static final int NONE = LevelTree.NONE;

    /** What a table entry costs besides the record and its nodes in the tree. */
    private static final int ENTRY_BYTES = 48;

    private static final int STEP_MESSAGES = 1024;
    private static final int EXPECTED_MAX = 1 << 24;

    private final Shards shards;
    private final int countMax;
    private final long bytesMax;
    private final LevelTree tree = new LevelTree();
    private final TopicLevels levels = new TopicLevels();
    private final MessageView view = new MessageView();
    private final ShardNodes shardNodes = new ShardNodes();
    private final Tally count = new Tally();
    private final Tally recordBytes = new Tally();
    private final Map<Integer, Set<RetainedWalk>> standing = new HashMap<>();
    private byte[][] holders = new byte[16][];
    private int[] places = new int[16];

    RetainedTable(Shards shards, StateConfig config) {
        this.shards = shards;
        countMax = config.retainedMax();
        bytesMax = config.retainedBytesMax();
    }

    /** How many there are; any lane may ask. */
    public long count() {
        return count.value();
    }

    /** Bytes of the records and, roughly, of what finds them; any lane may ask. */
    public long bytes() {
        return recordBytes.value();
    }

    /** Whether there is room for what this record would leave here; ask before it is appended. */
    public boolean admits(byte[] source, int at) {
        if (RecordLayout.payloadBytes(source, at) == 0) {
            return true;
        }
        int node = find(source, at);
        boolean isNew = node == NONE || !isTaken(node);
        long more = RecordLayout.aligned(RecordLayout.length(source, at));
        more += isNew ? ENTRY_BYTES + nodeBytes(source, at) : -length(node);
        return count() + (isNew ? 1 : 0) <= countMax && bytes() + more <= bytesMax;
    }

    /** Keeps a copy of a message with the retain flag; one without payload takes the old away. */
    public void apply(byte[] source, int at) {
        int topicAt = RecordLayout.topicAt(at);
        int shard = Shards.ofTopic(source, topicAt, RecordLayout.topicBytes(source, at));
        if (!shards.takes(shard, RecordLayout.offset(source, at))) {
            return;
        }
        if (RecordLayout.payloadBytes(source, at) == 0) {
            int node = find(source, at);
            if (node != NONE && isTaken(node)) {
                remove(node, shard);
            }
        } else {
            int end = at + RecordLayout.aligned(RecordLayout.length(source, at));
            put(Arrays.copyOfRange(source, at, end), 0, shard);
        }
    }

    /** The record of this very topic, if it has not expired. */
    public Optional<byte[]> get(byte[] utf8, int from, int length, long nowMs) {
        int node = find(levels.on(utf8, from, length));
        boolean isThere = node != NONE && isTaken(node) && !hasExpired(node, nowMs);
        return isThere ? Optional.of(record(node)) : Optional.empty();
    }

    /**
     * Looks for the records of all topics that the filter means, step by step. The walk must be
     * gone to its end, or ended.
     *
     * @param asOf records at or behind this offset are passed over
     */
    public RetainedWalk walk(TopicFilter filter, long asOf) {
        return new RetainedWalk(this, tree, filter, asOf);
    }

    /** The records of all topics that the filter means, without those that have expired. */
    public List<byte[]> matching(TopicFilter filter, long nowMs) {
        List<byte[]> found = new ArrayList<>();
        RetainedWalk walk = walk(filter, Long.MAX_VALUE);
        while (!walk.isOver()) {
            walk.step(new WalkAllowance(STEP_MESSAGES, Long.MAX_VALUE), nowMs, found::add);
        }
        return found;
    }

    /** What a walk finds at a node. */
    Optional<byte[]> recordAt(int node, long asOf, long nowMs) {
        boolean isMeant =
                node < holders.length
                        && isTaken(node)
                        && RecordLayout.offset(holders[node], places[node]) < asOf
                        && !hasExpired(node, nowMs);
        return isMeant ? Optional.of(record(node)) : Optional.empty();
    }

    /** A walk goes on from this node. */
    void stands(RetainedWalk walk, int node) {
        standing.computeIfAbsent(node, none -> new HashSet<>(2)).add(walk);
    }

    /** A walk does not go on from this node any more. */
    void leaves(RetainedWalk walk, int node) {
        standing.computeIfPresent(
                node,
                (there, walks) -> {
                    walks.remove(walk);
                    return walks.isEmpty() ? null : walks;
                });
    }

    /** How many nodes walks stand on. */
    int standingCount() {
        return standing.size();
    }

    /** Lets go of what has expired in one shard; how many that were. */
    public int sweep(int shard, long nowMs) {
        int before = shardNodes.count(shard);
        for (int i = before - 1; i >= 0; i--) {
            int node = shardNodes.node(shard, i);
            if (hasExpired(node, nowMs)) {
                remove(node, shard);
            }
        }
        return before - shardNodes.count(shard);
    }

    /** All records of a shard, as they are now. */
    RetainedPart part(int shard) {
        byte[][] images = new byte[shardNodes.count(shard)][];
        int[] from = new int[images.length];
        for (int i = 0; i < images.length; i++) {
            int node = shardNodes.node(shard, i);
            images[i] = holders[node];
            from[i] = places[node];
        }
        return new RetainedPart(images, from);
    }

    /** The records stay where they lie: in the image of their shard. */
    void read(int shard, StateReader from) {
        int count = from.count(4 + RecordLayout.HEADER_BYTES);
        expect(count);
        for (int left = count; left > 0; left--) {
            int length = from.count(1);
            int at = from.step(length);
            boolean isOne =
                    RecordLayout.isFormed(from.bytes(), at, at + length, length)
                            && RecordLayout.next(from.bytes(), at) == at + length;
            if (!isOne) {
                throw new UnreadableStateException("no retained message at byte " + at);
            }
            put(from.bytes(), at, shard);
        }
    }

    /** So many come of one shard, and nearly as many of the others: two nodes for each, or so. */
    private void expect(int messages) {
        long nodes = messages * (2L * Shards.COUNT + Shards.COUNT / 4);
        if (tree.count() == 1 && nodes < EXPECTED_MAX) {
            tree.expect((int) nodes);
            makeRoom((int) Math.max(holders.length, nodes));
        }
    }

    private void put(byte[] image, int at, int shard) {
        int node = findOrAdd(image, at);
        int length = RecordLayout.next(image, at) - at;
        if (isTaken(node)) {
            recordBytes.add(length - length(node));
        } else {
            count.add(1);
            recordBytes.add(length + ENTRY_BYTES);
            shardNodes.add(shard, node);
        }
        holders[node] = image;
        places[node] = at;
    }

    private void remove(int node, int shard) {
        count.add(-1);
        recordBytes.add(-length(node) - ENTRY_BYTES);
        holders[node] = null;
        shardNodes.remove(shard, node);
        prune(node);
    }

    private void prune(int leaf) {
        int node = leaf;
        while (node != LevelTree.ROOT && tree.firstChild(node) == NONE && !isTaken(node)) {
            recordBytes.add(-LevelTree.NODE_BYTES - tree.level(node).length);
            int goes = node;
            standing.getOrDefault(node, Set.of()).forEach(walk -> walk.nodeGoes(goes));
            standing.remove(node);
            node = tree.remove(node);
        }
    }

    private int find(byte[] source, int at) {
        return find(
                levels.on(source, RecordLayout.topicAt(at), RecordLayout.topicBytes(source, at)));
    }

    private int find(TopicLevels topic) {
        int node = LevelTree.ROOT;
        for (int i = 0; node != NONE && topic.reaches(i); i++) {
            node = child(node, topic, i);
        }
        return node;
    }

    private int findOrAdd(byte[] image, int at) {
        levels.on(image, RecordLayout.topicAt(at), RecordLayout.topicBytes(image, at));
        int node = LevelTree.ROOT;
        for (int i = 0; levels.reaches(i); i++) {
            int child = child(node, levels, i);
            node = child == NONE ? addChild(node, i) : child;
        }
        return node;
    }

    private int addChild(int parent, int level) {
        int length = levels.length(level);
        int node = tree.add(parent, levels.utf8(), levels.start(level), length, levels.hash(level));
        recordBytes.add(LevelTree.NODE_BYTES + length);
        if (node >= holders.length) {
            makeRoom(node + (node >> 2) + 1);
        }
        return node;
    }

    private void makeRoom(int nodes) {
        holders = Arrays.copyOf(holders, nodes);
        places = Arrays.copyOf(places, nodes);
    }

    private int child(int node, TopicLevels topic, int level) {
        return tree.child(
                node, topic.utf8(), topic.start(level), topic.length(level), topic.hash(level));
    }

    private boolean isTaken(int node) {
        return holders[node] != null;
    }

    private int length(int node) {
        return RecordLayout.next(holders[node], places[node]) - places[node];
    }

    /** One that lies among others is copied for whoever asks. */
    private byte[] record(int node) {
        byte[] holder = holders[node];
        int length = length(node);
        return length == holder.length
                ? holder
                : Arrays.copyOfRange(holder, places[node], places[node] + length);
    }

    private boolean hasExpired(int node, long nowMs) {
        return view.on(holders[node], places[node]).hasExpired(nowMs);
    }

    /** What the nodes of a new topic can cost at most. */
    private static long nodeBytes(byte[] source, int at) {
        int topicAt = RecordLayout.topicAt(at);
        int topicBytes = RecordLayout.topicBytes(source, at);
        long nodes = 1;
        for (int i = topicAt; i < topicAt + topicBytes; i++) {
            nodes += source[i] == '/' ? 1 : 0;
        }
        return nodes * LevelTree.NODE_BYTES + topicBytes;
    }
}
