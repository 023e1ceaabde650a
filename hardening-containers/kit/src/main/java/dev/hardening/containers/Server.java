package dev.hardening.containers;

import java.util.EnumSet;
import java.util.Set;

/** The containers of the table. */
public enum Server {
    /** Jetty 12.1 with Servlet 6.0. */
    JETTY_EE10("Jetty ee10"),
    /** Jetty 12.1 with Servlet 6.1. */
    JETTY_EE11("Jetty ee11"),
    /** Tomcat 10.1, Servlet 6.0. */
    TOMCAT_10("Tomcat 10.1"),
    /** Tomcat 11, Servlet 6.1. */
    TOMCAT_11("Tomcat 11"),
    /** Undertow 2.3, Servlet 6.0. */
    UNDERTOW("Undertow"),
    /** Spring Boot 3 on the Tomcat 10.1 that it brings. */
    BOOT_3("Boot 3"),
    /** Spring Boot 4 on the Tomcat 11 that it brings. */
    BOOT_4("Boot 4");

    static final Set<Server> JETTY = EnumSet.of(JETTY_EE10, JETTY_EE11);
    static final Set<Server> TOMCAT_ALONE = EnumSet.of(TOMCAT_10, TOMCAT_11);
    static final Set<Server> BOOT = EnumSet.of(BOOT_3, BOOT_4);
    static final Set<Server> TOMCAT = EnumSet.of(TOMCAT_10, TOMCAT_11, BOOT_3, BOOT_4);

    private final String label;

    Server(String label) {
        this.label = label;
    }

    /** Returns the name on the page. */
    public String label() {
        return label;
    }
}
