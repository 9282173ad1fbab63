package io.sluice.gateway.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.function.Supplier;

/** Says whether the gateway does its work, and why not. */
public final class Readiness implements Route {
    private final Supplier<List<String>> reasons;

    /**
     * @param reasons why it does not; empty if it does
     */
    public Readiness(Supplier<List<String>> reasons) {
        this.reasons = reasons;
    }

    @Override
    public Response answer(Request request) {
        List<String> now = reasons.get();
        return now.isEmpty()
                ? Response.text(HttpResponseStatus.OK, "ready")
                : Response.text(HttpResponseStatus.SERVICE_UNAVAILABLE, String.join("\n", now));
    }
}
