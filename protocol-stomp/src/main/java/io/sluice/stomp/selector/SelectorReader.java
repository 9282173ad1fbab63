package io.sluice.stomp.selector;

import io.sluice.stomp.selector.Condition.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Makes a condition of a selector's words.
 *
 * <pre>
 *   either     = both { OR both }
 *   both       = one { AND one }
 *   one        = NOT one | ( either ) | operand [ test ]
 *   test       = sign operand | [ NOT ] IN ( literal {, literal } )
 *              | [ NOT ] LIKE text [ ESCAPE text ] | [ NOT ] BETWEEN operand AND operand
 *              | IS [ NOT ] NULL
 * </pre>
 */
final class SelectorReader {
    /** How deep brackets and NOTs may be nested. */
    private static final int DEPTH_MAX = 100;

    /** Letters of a LIKE pattern: what it costs is its length times that of the header. */
    private static final int PATTERN_MAX = 256;

    private final Words words;
    private Token token;
    private int depth;

    SelectorReader(String text) throws SelectorFaultException {
        words = new Words(text);
        token = words.next();
    }

    Condition read() throws SelectorFaultException {
        Condition condition = either();
        if (token.kind() != Token.Kind.END) {
            throw expected("AND, OR or the end");
        }
        return condition;
    }

    private Condition either() throws SelectorFaultException {
        List<Condition> parts = new ArrayList<>(List.of(both()));
        while (take("OR")) {
            parts.add(both());
        }
        return parts.size() == 1 ? parts.get(0) : Condition.any(parts);
    }

    private Condition both() throws SelectorFaultException {
        List<Condition> parts = new ArrayList<>(List.of(one()));
        while (take("AND")) {
            parts.add(one());
        }
        return parts.size() == 1 ? parts.get(0) : Condition.all(parts);
    }

    private Condition one() throws SelectorFaultException {
        if (++depth > DEPTH_MAX) {
            throw new SelectorFaultException(
                    token.position(), "it is nested more than " + DEPTH_MAX + " deep");
        }
        Condition found;
        if (take("NOT")) {
            found = Condition.not(one());
        } else if (takeSign("(")) {
            found = either();
            requireSign(")");
        } else {
            found = test();
        }
        depth--;
        return found;
    }

    private Condition test() throws SelectorFaultException {
        Token first = token;
        Operand left = operand();
        if (token.kind() == Token.Kind.SIGN && !token.isSign(")") && !token.isSign("(")) {
            return comparison(left, first);
        }
        if (take("IS")) {
            boolean negated = take("NOT");
            require("NULL");
            Condition isNull = Condition.isNull(left);
            return negated ? Condition.not(isNull) : isNull;
        }
        boolean negated = take("NOT");
        if (token.isKeyword("IN") || token.isKeyword("LIKE") || token.isKeyword("BETWEEN")) {
            Condition set = set(left, first);
            return negated ? Condition.not(set) : set;
        }
        boolean maybeTrue =
                first.kind() == Token.Kind.NAME
                        || first.isKeyword("TRUE")
                        || first.isKeyword("FALSE");
        if (negated || !maybeTrue) {
            throw expected(negated ? "IN, LIKE or BETWEEN" : "a comparison");
        }
        return Condition.isTrue(left);
    }

    private Condition comparison(Operand left, Token first) throws SelectorFaultException {
        Token sign = token;
        token = words.next();
        Token second = token;
        Operand right = operand();
        switch (sign.text()) {
            case "=":
                return Condition.equal(left, right);
            case "<>":
                return Condition.not(Condition.equal(left, right));
            case "<", "<=", ">", ">=":
                requireOrder(first);
                requireOrder(second);
                return Condition.ordered(left, right, accepted(sign.text()));
            default:
                throw new SelectorFaultException(
                        sign.position(), sign.shown() + " stands where a comparison should");
        }
    }

    private static IntPredicate accepted(String sign) {
        return switch (sign) {
            case "<" -> order -> order < 0;
            case "<=" -> order -> order <= 0;
            case ">" -> order -> order > 0;
            default -> order -> order >= 0;
        };
    }

    private static void requireOrder(Token operand) throws SelectorFaultException {
        boolean ordered = operand.kind() == Token.Kind.NUMBER || operand.kind() == Token.Kind.NAME;
        if (!ordered) {
            throw new SelectorFaultException(
                    operand.position(), operand.shown() + " has no order: only numbers have");
        }
    }

    private Condition set(Operand left, Token first) throws SelectorFaultException {
        if (take("IN")) {
            return Condition.in(left, values());
        }
        if (take("LIKE")) {
            Token said = token;
            String pattern = text();
            if (pattern.length() > PATTERN_MAX) {
                throw new SelectorFaultException(
                        said.position(), "a pattern has at most " + PATTERN_MAX + " letters");
            }
            int escape = -1;
            if (take("ESCAPE")) {
                Token letter = token;
                String one = text();
                if (one.length() != 1) {
                    throw new SelectorFaultException(
                            letter.position(), "ESCAPE is followed by one letter in quotes");
                }
                escape = one.charAt(0);
            }
            return Condition.like(left, Like.of(pattern, escape));
        }
        require("BETWEEN");
        requireOrder(first);
        requireOrder(token);
        Operand low = operand();
        require("AND");
        requireOrder(token);
        Operand high = operand();
        return Condition.all(
                List.of(
                        Condition.ordered(left, low, accepted(">=")),
                        Condition.ordered(left, high, accepted("<="))));
    }

    private List<Value> values() throws SelectorFaultException {
        List<Value> values = new ArrayList<>();
        requireSign("(");
        do {
            if (token.kind() == Token.Kind.NAME) {
                throw expected("a text, a number, TRUE or FALSE");
            }
            values.add(literal());
        } while (takeSign(","));
        requireSign(")");
        return values;
    }

    private Operand operand() throws SelectorFaultException {
        if (token.kind() != Token.Kind.NAME) {
            return Operand.literal(literal());
        }
        if (token.text().startsWith("JMS")) {
            throw new SelectorFaultException(
                    token.position(), token.shown() + " is no header: JMS names mean nothing here");
        }
        if (token.text().isEmpty()) {
            throw expected("a header");
        }
        Operand header = Operand.header(token.text());
        token = words.next();
        return header;
    }

    private Value literal() throws SelectorFaultException {
        Value value;
        if (token.kind() == Token.Kind.TEXT) {
            value = new Value.Text(token.text());
        } else if (token.kind() == Token.Kind.NUMBER) {
            value = new Value.Numeral(token.text());
        } else if (token.isKeyword("TRUE") || token.isKeyword("FALSE")) {
            value = new Value.Bool(token.isKeyword("TRUE"));
        } else {
            throw expected("a header, a text, a number, TRUE or FALSE");
        }
        token = words.next();
        return value;
    }

    private String text() throws SelectorFaultException {
        if (token.kind() != Token.Kind.TEXT) {
            throw expected("a text in single quotes");
        }
        String text = token.text();
        token = words.next();
        return text;
    }

    private boolean take(String keyword) throws SelectorFaultException {
        if (!token.isKeyword(keyword)) {
            return false;
        }
        token = words.next();
        return true;
    }

    private boolean takeSign(String sign) throws SelectorFaultException {
        if (!token.isSign(sign)) {
            return false;
        }
        token = words.next();
        return true;
    }

    private void require(String keyword) throws SelectorFaultException {
        if (!take(keyword)) {
            throw expected(keyword);
        }
    }

    private void requireSign(String sign) throws SelectorFaultException {
        if (!takeSign(sign)) {
            throw expected("'" + sign + "'");
        }
    }

    private SelectorFaultException expected(String what) {
        return new SelectorFaultException(
                token.position(), token.shown() + " stands where " + what + " should");
    }
}
