package dev.hardening.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a container tells a filter at its start: init-params, and an application that knows nothing else. */
record StubConfig(Map<String, String> parameters) implements FilterConfig {

    /** An application at the root with one servlet, whose context has no attributes. */
    static final ServletContext CONTEXT = (ServletContext) Proxy.newProxyInstance(
            StubConfig.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "getAttribute", "getInitParameter", "getResource", "getRealPath", "getMimeType" -> null;
                case "getContextPath" -> "";
                case "getServletContextName" -> "benchmarks";
                case "getMajorVersion", "getEffectiveMajorVersion" -> 6;
                case "getMinorVersion", "getEffectiveMinorVersion" -> 1;
                case "getClassLoader" -> StubConfig.class.getClassLoader();
                case "getServletRegistrations", "getFilterRegistrations" -> Map.of();
                case "getInitParameterNames", "getAttributeNames" -> Collections.emptyEnumeration();
                case "getVirtualServerName" -> "localhost";
                case "setAttribute", "log" -> null;
                case "hashCode" -> 1;
                case "equals" -> proxy == arguments[0];
                case "toString" -> "benchmarks";
                default -> throw new UnsupportedOperationException(method.toString());
            });

    /** Starts a filter with init-params, in pairs of a name and a value. */
    static <F extends Filter> F start(F filter, String... parameters) {
        try {
            filter.init(new StubConfig(pairs(parameters)));
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
        return filter;
    }

    private static Map<String, String> pairs(String... parameters) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        return all;
    }

    @Override
    public String getFilterName() {
        return "measured";
    }

    @Override
    public ServletContext getServletContext() {
        return CONTEXT;
    }

    @Override
    public @Nullable String getInitParameter(String name) {
        return parameters.get(name);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }
}
