package io.sluice.mqtt;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The statements of the standards that a test holds us to, by their numbers, which are not the same
 * in both.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Clause {
    /** Of MQTT 5.0. */
    String[] value() default {};

    /** Of MQTT 3.1.1. */
    String[] v3() default {};
}
