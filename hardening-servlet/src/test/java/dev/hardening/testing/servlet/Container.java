package dev.hardening.testing.servlet;

/** The containers in which every test of HTTP runs. */
public enum Container {
    /** Jetty 12.1, Servlet 6.1. */
    JETTY {
        @Override
        TestContainer start(TestApp app) throws Exception {
            return JettyContainer.start(app);
        }
    },
    /** Tomcat 11, Servlet 6.1. */
    TOMCAT {
        @Override
        TestContainer start(TestApp app) throws Exception {
            return TomcatContainer.start(app);
        }
    };

    abstract TestContainer start(TestApp app) throws Exception;
}
