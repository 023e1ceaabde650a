package dev.hardening.testing.servlet;

/** How a container is set up to read paths that have more than one meaning. */
public enum PathReading {
    /** As it comes out of the box: it refuses most of them itself. */
    STANDARD,
    /** It takes all of them that it can be made to take, and decodes encoded separators. */
    DECODING,
    /** As {@link #DECODING}, but Tomcat leaves encoded separators as they are and Jetty does not say what it decodes. */
    PASSING
}
