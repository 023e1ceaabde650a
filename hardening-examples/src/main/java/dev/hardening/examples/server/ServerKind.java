package dev.hardening.examples.server;

/** Which server serves. */
public enum ServerKind {
    /** Jetty 12.1, Servlet 6.1. */
    JETTY,
    /** Tomcat 11, Servlet 6.1. */
    TOMCAT
}
