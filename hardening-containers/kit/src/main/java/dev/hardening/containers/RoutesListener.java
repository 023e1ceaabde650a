package dev.hardening.containers;

import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Puts the routes where a filter finds them that a deployment descriptor names. */
public final class RoutesListener implements ServletContextListener {

    /** Made by the container. */
    public RoutesListener() {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        event.getServletContext().setAttribute(Services.ATTRIBUTE, App.services());
    }
}
