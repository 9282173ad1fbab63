package io.sluice.stomp.selector;

import java.util.Set;

/** Cuts a selector into its words. */
final class Words {
    private static final Set<String> KEYWORDS =
            Set.of(
                    "AND", "OR", "NOT", "IN", "LIKE", "ESCAPE", "BETWEEN", "IS", "NULL", "TRUE",
                    "FALSE");
    private static final Set<String> LONG_SIGNS = Set.of("<>", "<=", ">=");
    private static final String SIGNS = "()=<>,";

    private final String text;
    private int at;

    Words(String text) {
        this.text = text;
    }

    Token next() throws SelectorFaultException {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return new Token(Token.Kind.END, "", at + 1);
        }
        char c = text.charAt(at);
        if (c == '\'') {
            return quoted(c, Token.Kind.TEXT);
        }
        if (c == '"') {
            return quoted(c, Token.Kind.NAME);
        }
        if (isDigit(c) || (c == '-' || c == '+' || c == '.') && startsNumber()) {
            return number();
        }
        if (Character.isLetter(c) || c == '_' || c == '$') {
            return word();
        }
        return sign(c);
    }

    /** A text in quotes; two quotes inside stand for one. */
    private Token quoted(char quote, Token.Kind kind) throws SelectorFaultException {
        int from = at++;
        StringBuilder found = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                found.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                found.append(quote);
                at++;
            } else {
                return new Token(kind, found.toString(), from + 1);
            }
        }
        throw new SelectorFaultException(from + 1, "the quote that begins here does not end");
    }

    private boolean startsNumber() {
        int next = at + 1;
        return next < text.length() && (isDigit(text.charAt(next)) || text.charAt(next) == '.');
    }

    private Token number() throws SelectorFaultException {
        int from = at++;
        while (at < text.length() && continuesNumber(text.charAt(at), text.charAt(at - 1))) {
            at++;
        }
        String digits = text.substring(from, at);
        if (Value.compareNumbers(new Value.Numeral(digits), new Value.Numeral("0")).isEmpty()) {
            throw new SelectorFaultException(from + 1, "'" + digits + "' is no number");
        }
        return new Token(Token.Kind.NUMBER, digits, from + 1);
    }

    private static boolean continuesNumber(char c, char before) {
        boolean exponent = before == 'e' || before == 'E';
        return isDigit(c) || c == '.' || c == 'e' || c == 'E' || exponent && (c == '-' || c == '+');
    }

    /** A keyword, or the name of a header: letters, digits, and what headers are named with. */
    private Token word() {
        int from = at;
        while (at < text.length() && continuesWord(text.charAt(at))) {
            at++;
        }
        String word = text.substring(from, at);
        boolean keyword = KEYWORDS.contains(Token.upper(word));
        return keyword
                ? new Token(Token.Kind.KEYWORD, Token.upper(word), from + 1)
                : new Token(Token.Kind.NAME, word, from + 1);
    }

    private static boolean continuesWord(char c) {
        return Character.isLetterOrDigit(c) || "_$-.".indexOf(c) >= 0;
    }

    private Token sign(char c) throws SelectorFaultException {
        int from = at;
        if (at + 2 <= text.length() && LONG_SIGNS.contains(text.substring(at, at + 2))) {
            at += 2;
        } else if (SIGNS.indexOf(c) >= 0) {
            at++;
        } else {
            throw new SelectorFaultException(
                    from + 1, "'" + c + "' means nothing here; there is no arithmetic");
        }
        return new Token(Token.Kind.SIGN, text.substring(from, at), from + 1);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
