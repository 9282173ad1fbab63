package io.sluice.gateway.admin;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A route says no: with which status, and in which words. */
final class AnswerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Response response;

    private AnswerException(HttpResponseStatus status, String what) {
        super(what, null, false, false);
        response = Response.error(status, what);
    }

    static AnswerException notFound(String what) {
        return new AnswerException(HttpResponseStatus.NOT_FOUND, what);
    }

    static AnswerException conflict(String what) {
        return new AnswerException(HttpResponseStatus.CONFLICT, what);
    }

    static AnswerException notReady(String what) {
        return new AnswerException(HttpResponseStatus.SERVICE_UNAVAILABLE, what);
    }

    Response response() {
        return response;
    }
}
