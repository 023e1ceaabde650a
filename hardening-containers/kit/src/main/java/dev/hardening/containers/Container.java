package dev.hardening.containers;

import java.util.List;

/** How one container is started. */
public interface Container {

    /** Returns which one it is. */
    Server server();

    /** Returns the ways in which it takes a filter, at least one: by default, those of the Servlet specification. */
    default List<Registration> registrations() {
        return List.of(Registration.SERVLET_CONTEXT, Registration.WEB_XML);
    }

    /** Tells whether it speaks HTTP/2 without TLS beside HTTP/1.1 on its port, as most do. */
    default boolean speaksHttp2() {
        return true;
    }

    /** Tells whether it has settings of its own that mend differences, and the kit tries them, as it does with most. */
    default boolean hasSettings() {
        return true;
    }

    /**
     * Starts it with one application at the root, on a free port of 127.0.0.1.
     *
     * @param mended whether with those settings
     * @throws Exception when it does not start
     */
    Running start(App app, Registration how, boolean mended) throws Exception;

    /** One that listens until it is closed. */
    interface Running extends AutoCloseable {

        /** Returns the port. */
        int port();

        @Override
        void close();
    }
}
