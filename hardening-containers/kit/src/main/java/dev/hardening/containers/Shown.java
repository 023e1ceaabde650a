package dev.hardening.containers;

import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An answer as the table writes it: the status, the code of the problem or else the text, and in brackets whatever is
 * wrong with it. What no filter has met ends in {@code by itself}: it has no request id.
 */
final class Shown {

    /** What every answer that meets the filter has exactly once. */
    private static final List<String> ONCE = List.of(
            "X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy", "X-Request-ID", "Cache-Control");

    private static final List<String> PRODUCTS = List.of("jetty", "tomcat", "undertow", "coyote", "apache");
    private static final int LONGEST = 60;

    private Shown() {}

    static String of(Response answer) {
        return of(answer.status(), answer::values, answer.text(), answer.toString());
    }

    /** Returns the same of an answer in parts: the status, the values of a field, the text, and all that can be seen. */
    static String of(int status, Function<String, List<String>> values, String text, String all) {
        StringBuilder shown = new StringBuilder().append(status);
        boolean met = !values.apply("X-Request-ID").isEmpty();
        if (met) {
            String content = content(text);
            shown.append(content.isEmpty() ? "" : " " + content);
            ONCE.stream()
                    .filter(name -> values.apply(name).size() != 1)
                    .forEach(name -> shown.append(" [")
                            .append(values.apply(name).size())
                            .append(" times ")
                            .append(name)
                            .append(']'));
        } else {
            shown.append(" by itself");
        }
        return shown.append(leaks(all)).toString();
    }

    /** Returns the code of a problem, or the text, shortened. */
    static String content(String text) {
        int code = text.indexOf("\"code\":\"");
        if (code >= 0) {
            return text.substring(code + 8, text.indexOf('"', code + 8));
        }
        if (text.toLowerCase(Locale.ROOT).contains("<html")) {
            return "a page";
        }
        return text.length() <= LONGEST ? text : text.length() + " characters";
    }

    private static String leaks(String all) {
        StringBuilder leaks = new StringBuilder();
        String lower = all.toLowerCase(Locale.ROOT);
        if (all.contains(Endings.SECRET)) {
            leaks.append(" [tells a message]");
        }
        if (lower.contains("exception") || all.contains("\tat ") || all.contains("AssertionError")) {
            leaks.append(" [tells an exception]");
        }
        String products = PRODUCTS.stream().filter(lower::contains).collect(Collectors.joining(", "));
        if (!products.isEmpty()) {
            leaks.append(" [names itself]");
        }
        return leaks.toString();
    }
}
