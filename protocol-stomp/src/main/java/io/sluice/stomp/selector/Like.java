package io.sluice.stomp.selector;

/**
 * A LIKE pattern: {@code %} stands for any letters, {@code _} for one. Matching goes back to the
 * last {@code %} only, so that it takes no more than pattern times text.
 */
final class Like {
    private static final char ANY = '%';
    private static final char ONE = '_';

    private final char[] letters;
    private final boolean[] literal;
    private final int length;

    private Like(char[] letters, boolean[] literal, int length) {
        this.letters = letters;
        this.literal = literal;
        this.length = length;
    }

    /**
     * A pattern.
     *
     * @param escape before a {@code %} or {@code _} that stands for itself; -1 for none
     */
    static Like of(String pattern, int escape) {
        char[] letters = new char[pattern.length()];
        boolean[] literal = new boolean[pattern.length()];
        int count = 0;
        for (int i = 0; i < pattern.length(); i++) {
            boolean escaped = pattern.charAt(i) == escape && i + 1 < pattern.length();
            if (escaped) {
                i++;
            }
            char c = pattern.charAt(i);
            literal[count] = escaped || c != ANY && c != ONE;
            letters[count++] = c;
        }
        return new Like(letters, literal, count);
    }

    boolean matches(String text) {
        int p = 0;
        int t = 0;
        int anyAt = -1;
        int anyFrom = 0;
        while (t < text.length()) {
            if (p < length && !literal[p] && letters[p] == ANY) {
                anyAt = p++;
                anyFrom = t;
            } else if (p < length && takes(p, text.charAt(t))) {
                p++;
                t++;
            } else if (anyAt >= 0) {
                p = anyAt + 1;
                t = ++anyFrom;
            } else {
                return false;
            }
        }
        while (p < length && !literal[p] && letters[p] == ANY) {
            p++;
        }
        return p == length;
    }

    private boolean takes(int place, char c) {
        return literal[place] ? letters[place] == c : letters[place] == ONE;
    }
}
