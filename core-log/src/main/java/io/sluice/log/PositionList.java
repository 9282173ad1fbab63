package io.sluice.log;

import java.util.Arrays;

/** Numbers, one behind the other. */
final class PositionList {
    private static final int FIRST_LENGTH = 64;

    private int[] numbers = new int[FIRST_LENGTH];
    private int count;

    int count() {
        return count;
    }

    int at(int i) {
        return numbers[i];
    }

    void add(int number) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = number;
    }

    void setLast(int number) {
        numbers[count - 1] = number;
    }

    void addAll(int[] from, int first, int end) {
        int added = end - first;
        if (added > numbers.length - count) {
            numbers = Arrays.copyOf(numbers, Math.max(2 * count, count + added));
        }
        System.arraycopy(from, first, numbers, count, added);
        count += added;
    }

    /** A copy, rising. */
    int[] sorted() {
        int[] all = Arrays.copyOf(numbers, count);
        Arrays.sort(all);
        return all;
    }
}
