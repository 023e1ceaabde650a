package dev.hardening.testing.servlet;

import jakarta.servlet.ServletContext;

/** A container that listens on a free port of 127.0.0.1 until it is closed. */
public interface TestContainer extends AutoCloseable {

    /** Returns the port on which the container listens. */
    int port();

    /** Returns the context of the one application. */
    ServletContext context();

    /** Stops the application, which destroys its filters, and the container; a second call does nothing. */
    @Override
    void close();
}
