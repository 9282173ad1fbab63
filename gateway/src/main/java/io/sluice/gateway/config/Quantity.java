package io.sluice.gateway.config;

import java.time.Duration;

/** Numbers, sizes and times as a person writes them: the largest unit that comes out even. */
final class Quantity {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final long DAY_S = 86_400;

    private Quantity() {}

    static String bytes(long bytes) {
        long number = bytes;
        int unit = 0;
        while (number != 0 && number % 1024 == 0 && unit + 1 < BYTE_UNITS.length) {
            number /= 1024;
            unit++;
        }
        return number + " " + BYTE_UNITS[unit];
    }

    /** A number as English writes it: {@code 1,000,000}. */
    static String count(long number) {
        StringBuilder text = new StringBuilder(Long.toString(number));
        int first = number < 0 ? 1 : 0;
        for (int comma = text.length() - 3; comma > first; comma -= 3) {
            text.insert(comma, ',');
        }
        return text.toString();
    }

    static String time(Duration time) {
        long ms = time.toMillis();
        if (ms % 1000 != 0 || ms == 0) {
            return ms + " ms";
        }
        long seconds = ms / 1000;
        if (seconds % DAY_S == 0) {
            return seconds / DAY_S + " d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " m" : seconds + " s";
    }
}
