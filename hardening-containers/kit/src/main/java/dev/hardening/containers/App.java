package dev.hardening.containers;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The application of the table, with one of two sets of settings. */
public enum App {
    /** Behind a proxy that is trusted, with error pages of the library. */
    BEHIND_PROXY(Map.of("TRUSTED_PROXIES", "127.0.0.0/8", "PUBLIC_ORIGINS", "https://app.example")),
    /** Reached directly, read-only, with error pages of the container and the application. */
    DIRECT(Map.of("ERROR_PAGES", "container", "FLAG_READ_ONLY", "true", "SESSION_SECRET", ""));

    /** The key of the one caller that is known by a key. */
    static final String KEY = "Zk3vT8qLw0aXnY5rBcPd2hJ7";

    /** How many bytes of a body are taken. */
    static final int LIMIT = 1_000;

    /** How many requests the limited route takes. */
    static final int FEW = 3;

    /** The status that has a page of the application. */
    public static final int PAGE_STATUS = 418;

    /** The page of that status. */
    public static final String PAGE_PATH = "/page";

    /** Where the filter stands: the dispatches of the manual. */
    public static final Set<DispatcherType> DISPATCHES =
            EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR);

    private static final MultipartConfigElement PARTS = new MultipartConfigElement("");

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final Map<String, String> settings;

    App(Map<String, String> own) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("NODE_ENV", "test");
        all.put("API_KEYS", KEY);
        all.put("JWT_SECRET", Tokens.SECRET);
        all.put("JWT_ISSUER", Tokens.ISSUER);
        all.put("SESSION_SECRET", "pW5xNq8ZtR2vYb7cKd4mGh9jLs3fQa6u");
        all.put("RATE_LIMIT_MAX", "100000");
        all.put("FEW_RATE_LIMIT_MAX_REQUESTS", Integer.toString(FEW));
        all.put("BODY_MAX_BYTES", Integer.toString(LIMIT));
        all.put("BODY_CODINGS", "gzip");
        all.put("INPUT_ACTIVE_CONTENT", "refuse");
        all.put("CORS_ORIGINS", "https://other.example");
        all.put("CORS_METHODS", "GET,POST");
        all.put("IP_DENYLIST", "198.51.100.0/24");
        all.put("ALLOWED_HOSTS", "localhost,127.0.0.1,app.example");
        all.put("FEATURE_PROMETHEUS_METRICS", "true");
        all.putAll(own);
        all.values().removeIf(String::isEmpty);
        settings = Map.copyOf(all);
    }

    /** Returns the filter, made in code. */
    public HardeningFilter filter() {
        SettingReader reader = SettingReader.of(SettingSource.environment(settings));
        HardeningSettings all = HardeningSettings.builder().routes(routes()).read(reader);
        reader.finish().throwIfRefused();
        return HardeningFilter.builder(all).build();
    }

    /** Returns the routes, which a filter of a deployment descriptor finds in the context. */
    static Routes routes() {
        return Routes.builder()
                .add(Route.open("/hello").methods("GET", "POST", "OPTIONS"))
                .add(Route.open("/whoami"))
                .add(Route.open("/end/**"))
                .add(Route.open("/read/**"))
                .add(Route.open("/cookies"))
                .add(Route.open("/login"))
                .add(Route.open("/container-session"))
                .add(Route.open("/input"))
                .add(Route.open("/few").limitedBy("few"))
                .add(Route.open("/stuck/**").deadline(Duration.ofMillis(60)))
                .add(Route.guarded("/guarded"))
                .add(Route.guarded("/free/**"))
                .add(Route.guarded("/admin").onlyRoles("admin"))
                .add(Route.guarded("/token").provedBy(Proof.TOKEN))
                .add(Route.guarded("/session").provedBy(Proof.COOKIE))
                .build();
    }

    /** Returns what registers the application by the Servlet API. */
    public ServletContainerInitializer initializer() {
        return (classes, context) -> register(context);
    }

    private void register(ServletContext context) {
        FilterRegistration.Dynamic filter = context.addFilter("hardening", (Filter) filter());
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.copyOf(DISPATCHES), false, "/*");
        ServletRegistration.Dynamic servlet = context.addServlet("table", new TableServlet());
        servlet.setAsyncSupported(true);
        servlet.setMultipartConfig(PARTS);
        servlet.addMapping("/");
    }

    /** Returns how parts of forms are kept. */
    public static MultipartConfigElement parts() {
        return PARTS;
    }

    /**
     * Writes the application with its deployment descriptor below {@code directory}.
     *
     * @throws IOException when it cannot be written
     */
    public void writeTo(Path directory) throws IOException {
        Path place = Files.createDirectories(directory.resolve("WEB-INF"));
        Files.writeString(place.resolve("web.xml"), descriptor());
    }

    private String descriptor() {
        String params = settings.entrySet().stream()
                .map(entry -> "<init-param><param-name>" + entry.getKey() + "</param-name><param-value>"
                        + entry.getValue() + "</param-value></init-param>\n")
                .collect(Collectors.joining());
        String dispatches = DISPATCHES.stream()
                .map(type -> "<dispatcher>" + type + "</dispatcher>")
                .collect(Collectors.joining());
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
                <listener><listener-class>%s</listener-class></listener>
                <filter><filter-name>hardening</filter-name><filter-class>%s</filter-class>
                <async-supported>true</async-supported>
                %s</filter>
                <filter-mapping><filter-name>hardening</filter-name><url-pattern>/*</url-pattern>%s</filter-mapping>
                <servlet><servlet-name>table</servlet-name><servlet-class>%s</servlet-class>
                <async-supported>true</async-supported><multipart-config/></servlet>
                <servlet-mapping><servlet-name>table</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
                <error-page><error-code>%d</error-code><location>%s</location></error-page>
                </web-app>
                """.formatted(
                        RoutesListener.class.getName(),
                        HardeningFilter.class.getName(),
                        params,
                        dispatches,
                        TableServlet.class.getName(),
                        PAGE_STATUS,
                        PAGE_PATH);
    }

    /** Returns the services that a filter of a deployment descriptor finds in the context. */
    static Services services() {
        return Services.builder().routes(routes()).build();
    }
}
