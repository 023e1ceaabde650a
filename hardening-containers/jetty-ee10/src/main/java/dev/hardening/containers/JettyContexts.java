package dev.hardening.containers;

import jakarta.servlet.ServletContainerInitializer;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Handler;

/** The contexts of applications; what is imported for them differs between versions. */
final class JettyContexts {

    /** Which of the table's servers this is. */
    static final String NAME = "JETTY_EE10";

    private JettyContexts() {}

    static Handler registered(ServletContainerInitializer initializer, int status, String page, boolean mended) {
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        context.addServletContainerInitializer(initializer);
        context.getServletHandler().setDecodeAmbiguousURIs(mended);
        ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
        pages.setShowMessageInTitle(!mended);
        pages.addErrorPage(status, page);
        context.setErrorHandler(pages);
        return context;
    }

    static Handler described(String directory) {
        WebAppContext context = new WebAppContext(directory, "/");
        context.setParentLoaderPriority(true);
        context.setThrowUnavailableOnStartupException(true);
        return context;
    }
}
