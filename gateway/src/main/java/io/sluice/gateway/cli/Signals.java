package io.sluice.gateway.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * What the operating system says to the process.
 *
 * <p>Java's only way to hear SIGHUP is {@code sun.misc.Signal}, of which javac warns whatever it is
 * told, and warnings are errors here; hence the one use of reflection in this house. Where a signal
 * does not exist or the JVM keeps it for itself, nobody hears it.
 */
final class Signals {
    private Signals() {}

    /**
     * Calls back, on a thread of its own, when the signal comes.
     *
     * @param name without SIG: {@code "HUP"}, {@code "TERM"}, {@code "INT"}
     * @return whether it will
     */
    static boolean on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler hears =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> proxy == arguments[0];
                            default -> "handler of SIG" + name;
                        };
                    };
            Object adapted =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(), new Class<?>[] {handler}, hears);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), adapted);
            return true;
        } catch (ReflectiveOperationException | RuntimeException unheard) {
            return false;
        }
    }
}
