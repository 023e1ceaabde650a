package dev.hardening.containers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Constants;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.descriptor.web.ErrorPage;

class TomcatTest extends CompatibilityTest {

    /** Held here because the log manager holds loggers weakly and would forget what was set on them. */
    private static final Logger LOG = Logger.getLogger("org.apache");

    TomcatTest() {
        super(new TomcatContainer());
    }

    private static final class TomcatContainer implements Container {
        @Override
        public Server server() {
            return ServerInfo.getServerNumber().startsWith("10.") ? Server.TOMCAT_10 : Server.TOMCAT_11;
        }

        @Override
        public Running start(App app, Registration how, boolean mended) throws Exception {
            LOG.setUseParentHandlers(false);
            Path directory = Files.createTempDirectory("tomcat");
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(directory.toString());
            Connector connector = new Connector();
            connector.setPort(0);
            connector.setProperty("address", "127.0.0.1");
            connector.addUpgradeProtocol(new Http2Protocol());
            tomcat.setConnector(connector);
            if (mended) {
                mend(tomcat, connector);
            }
            Context context = how == Registration.WEB_XML
                    ? described(tomcat, app, directory)
                    : registered(tomcat, app, directory);
            tomcat.start();
            if (context.getState() != LifecycleState.STARTED) {
                throw new IllegalStateException("The application did not start: " + context.getState());
            }
            return new Running() {
                @Override
                public int port() {
                    return connector.getLocalPort();
                }

                @Override
                public void close() {
                    try {
                        tomcat.stop();
                        tomcat.destroy();
                    } catch (LifecycleException e) {
                        throw new IllegalStateException("Tomcat did not stop", e);
                    }
                }
            };
        }

        private static void mend(Tomcat tomcat, Connector connector) {
            connector.setAllowTrace(true);
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.DECODE.getValue());
            connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.DECODE.getValue());
            connector.setProperty("maxHttpRequestHeaderSize", "32768");
            connector.setProperty("maxHeaderCount", "200");
            ErrorReportValve pages = new ErrorReportValve();
            pages.setShowReport(false);
            pages.setShowServerInfo(false);
            tomcat.getHost().getPipeline().addValve(pages);
        }

        private static Context registered(Tomcat tomcat, App app, Path directory) {
            Context context = tomcat.addContext("", directory.toString());
            context.addServletContainerInitializer(app.initializer(), Set.of());
            ErrorPage page = new ErrorPage();
            page.setErrorCode(App.PAGE_STATUS);
            page.setLocation(App.PAGE_PATH);
            context.addErrorPage(page);
            return context;
        }

        private static Context described(Tomcat tomcat, App app, Path directory) throws Exception {
            app.writeTo(directory);
            StandardContext context = new StandardContext();
            context.setPath("");
            context.setDocBase(directory.toString());
            context.setParentClassLoader(TomcatContainer.class.getClassLoader());
            ContextConfig config = new ContextConfig();
            config.setDefaultWebXml(Constants.NoDefaultWebXml);
            context.addLifecycleListener(config);
            tomcat.getHost().addChild(context);
            return context;
        }
    }
}
