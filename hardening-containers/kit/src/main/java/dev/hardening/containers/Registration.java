package dev.hardening.containers;

/** The ways in which an application gives a filter to its container. */
public enum Registration {
    /** In the deployment descriptor: the filter reads its settings from init-params. */
    WEB_XML,
    /** In code, by the Servlet API: the filter is made with its builder. */
    SERVLET_CONTEXT,
    /** In code, by a bean of Spring Boot. */
    FILTER_REGISTRATION_BEAN
}
