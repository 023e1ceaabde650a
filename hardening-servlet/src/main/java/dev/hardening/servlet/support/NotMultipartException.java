package dev.hardening.servlet.support;

import jakarta.servlet.ServletException;

/**
 * Tells an application that asks for parts that the body is no {@code multipart/form-data}, as the Servlet API has it. One
 * that does not catch it is answered 415 by the room of errors: the client chose the type.
 */
public final class NotMultipartException extends ServletException {

    private static final long serialVersionUID = 1L;

    /** Makes an exception that says nothing of the request. */
    public NotMultipartException() {
        super("the body is no multipart/form-data");
    }
}
