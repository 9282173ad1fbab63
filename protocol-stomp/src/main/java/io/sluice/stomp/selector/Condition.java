package io.sluice.stomp.selector;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** One part of a selector, which holds for a message, does not, or cannot be told. */
@FunctionalInterface
interface Condition {
    Truth of(Headers headers);

    /** What stands for a value: a literal, or a header. */
    @FunctionalInterface
    interface Operand {
        Value of(Headers headers);

        static Operand literal(Value value) {
            return headers -> value;
        }

        static Operand header(String name) {
            return headers -> {
                Optional<String> found = headers.find(name);
                return found.isPresent() ? new Value.Header(found.get()) : Value.Nothing.NULL;
            };
        }
    }

    static Condition all(List<Condition> parts) {
        return headers -> {
            Truth all = Truth.TRUE;
            for (Condition part : parts) {
                Truth one = part.of(headers);
                if (one == Truth.FALSE) {
                    return Truth.FALSE;
                }
                all = one == Truth.UNKNOWN ? Truth.UNKNOWN : all;
            }
            return all;
        };
    }

    static Condition any(List<Condition> parts) {
        return headers -> {
            Truth any = Truth.FALSE;
            for (Condition part : parts) {
                Truth one = part.of(headers);
                if (one == Truth.TRUE) {
                    return Truth.TRUE;
                }
                any = one == Truth.UNKNOWN ? Truth.UNKNOWN : any;
            }
            return any;
        };
    }

    static Condition not(Condition part) {
        return headers -> part.of(headers).not();
    }

    static Condition isTrue(Operand operand) {
        return headers -> operand.of(headers).truth();
    }

    static Condition isNull(Operand operand) {
        return headers -> Truth.of(operand.of(headers) == Value.Nothing.NULL);
    }

    static Condition equal(Operand left, Operand right) {
        return headers -> Value.areEqual(left.of(headers), right.of(headers));
    }

    /** A comparison of two numbers that holds if their order, as of a comparator, is accepted. */
    static Condition ordered(Operand left, Operand right, IntPredicate accepted) {
        return headers ->
                Value.compareNumbers(left.of(headers), right.of(headers))
                        .map(order -> Truth.of(accepted.test(order)))
                        .orElse(Truth.UNKNOWN);
    }

    static Condition in(Operand operand, List<Value> values) {
        return headers -> {
            Value value = operand.of(headers);
            if (value == Value.Nothing.NULL) {
                return Truth.UNKNOWN;
            }
            for (Value each : values) {
                if (Value.areEqual(value, each) == Truth.TRUE) {
                    return Truth.TRUE;
                }
            }
            return Truth.FALSE;
        };
    }

    static Condition like(Operand operand, Like pattern) {
        return headers ->
                operand.of(headers)
                        .letters()
                        .map(text -> Truth.of(pattern.matches(text)))
                        .orElse(Truth.UNKNOWN);
    }
}
