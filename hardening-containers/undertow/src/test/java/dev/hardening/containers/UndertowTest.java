package dev.hardening.containers;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

class UndertowTest extends CompatibilityTest {

    UndertowTest() {
        super(new UndertowContainer());
    }

    private static final class UndertowContainer implements Container {
        @Override
        public Server server() {
            return Server.UNDERTOW;
        }

        /** Deployment descriptors are read by WildFly, not by Undertow itself. */
        @Override
        public List<Registration> registrations() {
            return List.of(Registration.SERVLET_CONTEXT);
        }

        @Override
        public boolean speaksHttp2() {
            return false;
        }

        @Override
        public boolean hasSettings() {
            return false;
        }

        @Override
        public Running start(App app, Registration how, boolean mended) throws Exception {
            DeploymentInfo info = Servlets.deployment()
                    .setClassLoader(UndertowContainer.class.getClassLoader())
                    .setContextPath("/")
                    .setDeploymentName("table")
                    .addErrorPage(Servlets.errorPage(App.PAGE_PATH, App.PAGE_STATUS))
                    .addServletContainerInitializer(new ServletContainerInitializerInfo(
                            app.initializer().getClass(), new ImmediateInstanceFactory<>(app.initializer()), Set.of()));
            DeploymentManager manager = Servlets.defaultContainer().addDeployment(info);
            manager.deploy();
            Undertow undertow = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setHandler(manager.start())
                    .build();
            undertow.start();
            int port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
            return new Running() {
                @Override
                public int port() {
                    return port;
                }

                @Override
                public void close() {
                    undertow.stop();
                    try {
                        manager.stop();
                    } catch (ServletException e) {
                        throw new IllegalStateException("Undertow did not stop", e);
                    }
                    manager.undeploy();
                }
            };
        }
    }
}
