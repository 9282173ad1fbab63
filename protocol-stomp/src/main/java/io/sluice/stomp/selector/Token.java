package io.sluice.stomp.selector;

import java.util.Locale;

/**
 * One word of a selector.
 *
 * @param text a text without its quotes; a keyword in capitals; else as it stands
 * @param position of its first letter, counted from 1
 */
record Token(Kind kind, String text, int position) {
    /** What words there are. */
    enum Kind {
        KEYWORD,
        NAME,
        TEXT,
        NUMBER,
        SIGN,
        END
    }

    boolean isKeyword(String word) {
        return kind == Kind.KEYWORD && text.equals(word);
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    /** As a complaint names it. */
    String shown() {
        return kind == Kind.END
                ? "the end"
                : "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
    }

    static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
