package dev.hardening.containers;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the application does at one path. */
@FunctionalInterface
interface Handler {
    void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
}
