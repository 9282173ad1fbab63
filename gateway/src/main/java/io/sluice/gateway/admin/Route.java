package io.sluice.gateway.admin;

import java.io.IOException;

/** Answers the requests of one path. Called on an admin thread; may take its time. */
@FunctionalInterface
public interface Route {
    Response answer(Request request) throws IOException;
}
