package dev.hardening.servlet.support;

import jakarta.servlet.ServletException;
import java.io.IOException;

/** The rest of the way: the filters behind this one and the application. */
@FunctionalInterface
public interface Next {

    /** Lets the request go on. Called at most once. */
    void proceed() throws IOException, ServletException;
}
