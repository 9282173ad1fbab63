package io.sluice.subscription;

import java.util.Arrays;

/** The numbers that belong to each shard, dense, so that a shard can be walked without waiting. */
final class ShardNodes {
    private final int[][] nodes = new int[Shards.COUNT][];
    private final int[] counts = new int[Shards.COUNT];
    private int[] places = new int[16];

    ShardNodes() {
        Arrays.fill(nodes, new int[0]);
    }

    int count(int shard) {
        return counts[shard];
    }

    int node(int shard, int i) {
        return nodes[shard][i];
    }

    void add(int shard, int node) {
        int place = counts[shard]++;
        if (place == nodes[shard].length) {
            nodes[shard] = Arrays.copyOf(nodes[shard], place + (place >> 2) + 4);
        }
        if (node >= places.length) {
            places = Arrays.copyOf(places, node + (node >> 2) + 1);
        }
        nodes[shard][place] = node;
        places[node] = place;
    }

    /** The last one of the shard takes its place. */
    void remove(int shard, int node) {
        int last = nodes[shard][--counts[shard]];
        nodes[shard][places[node]] = last;
        places[last] = places[node];
    }
}
