package dev.hardening.containers;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;

class JettyTest extends CompatibilityTest {

    JettyTest() {
        super(new Jetty());
    }

    private static final class Jetty implements Container {
        @Override
        public Server server() {
            return Server.valueOf(JettyContexts.NAME);
        }

        @Override
        public Running start(App app, Registration how, boolean mended) throws Exception {
            org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server();
            HttpConfiguration configuration = new HttpConfiguration();
            if (mended) {
                configuration.setSendServerVersion(false);
                configuration.setUriCompliance(UriCompliance.UNSAFE);
                configuration.setRequestHeaderSize(32 * 1024);
            }
            ServerConnector connector = new ServerConnector(
                    server,
                    1,
                    1,
                    new HttpConnectionFactory(configuration),
                    new HTTP2CServerConnectionFactory(configuration));
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(context(app, how, mended));
            server.setStopTimeout(0);
            server.start();
            return new Running() {
                @Override
                public int port() {
                    return connector.getLocalPort();
                }

                @Override
                public void close() {
                    try {
                        server.stop();
                    } catch (Exception e) {
                        throw new IllegalStateException("Jetty did not stop", e);
                    }
                }
            };
        }

        private static Handler context(App app, Registration how, boolean mended) throws Exception {
            if (how == Registration.WEB_XML) {
                Path directory = Files.createTempDirectory("jetty");
                app.writeTo(directory);
                return JettyContexts.described(directory.toString());
            }
            return JettyContexts.registered(app.initializer(), App.PAGE_STATUS, App.PAGE_PATH, mended);
        }
    }
}
