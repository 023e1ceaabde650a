package dev.hardening.core.firewall;

import dev.hardening.core.decision.RefusalCode;
import org.jspecify.annotations.Nullable;

/** Judges a query as it was sent, reading it once from left to right. Allocates nothing. Immutable. */
final class QueryRules {

    /** What stands for itself wherever it is: all that is visible but for the signs that {@link #judge} looks at. */
    private static final boolean[] PLAIN = plain();

    private final int maxParameters;
    private final int maxName;
    private final int maxValue;

    QueryRules(FirewallSettings settings) {
        this.maxParameters = settings.maxParameters();
        this.maxName = settings.maxParameterName();
        this.maxValue = settings.maxParameterValue();
    }

    private static boolean[] plain() {
        boolean[] table = new boolean[128];
        for (char c = 0; c < table.length; c++) {
            table[c] = isVisible(c) && c != '&' && c != '=' && c != '%';
        }
        return table;
    }

    /** Returns what is wrong with the query, or null. Places between two ampersands count, empty ones as well. */
    @Nullable
    RefusalCode judge(String query) {
        int parameters = 1;
        int bytes = 0;
        boolean value = false;
        boolean tooMany = false;
        int at = 0;
        while (at < query.length()) {
            char c = query.charAt(at);
            if (c < PLAIN.length && PLAIN[c]) {
                int end = endOfPlain(query, at + 1);
                bytes += end - at;
                at = end;
            } else if (c == '&') {
                parameters++;
                value = false;
                bytes = 0;
                at++;
            } else if (c == '=' && !value) {
                value = true;
                bytes = 0;
                at++;
            } else if (c == '%') {
                int point = PercentEscape.codePoint(query, at);
                if (point < 0 || isControl(point, value)) {
                    return RefusalCode.QUERY_MALFORMED;
                }
                at += PercentEscape.width(point);
                bytes += PercentEscape.bytes(point);
            } else if (isVisible(c)) {
                at++;
                bytes++;
            } else {
                return RefusalCode.QUERY_MALFORMED;
            }
            tooMany |= bytes > (value ? maxValue : maxName);
        }
        return tooMany || parameters > maxParameters ? RefusalCode.PARAMETERS_TOO_MANY : null;
    }

    private static int endOfPlain(String query, int from) {
        int at = from;
        while (at < query.length()) {
            char c = query.charAt(at);
            if (c >= PLAIN.length || !PLAIN[c]) {
                break;
            }
            at++;
        }
        return at;
    }

    /** Browsers send everything visible as it is but these (the URL standard's query percent-encode set). */
    private static boolean isVisible(char c) {
        return c > ' ' && c < 0x7F && c != '"' && c != '<' && c != '>' && c != '#';
    }

    /** A value may be a text of several lines; nothing else that controls a device is text. */
    private static boolean isControl(int point, boolean value) {
        if (value) {
            return point == 0x7F || (point < ' ' && point != '\t' && point != '\n' && point != '\r');
        }
        return point < ' ' || (point >= 0x7F && point <= 0x9F);
    }
}
