package dev.hardening.core.firewall;

import dev.hardening.core.decision.RefusalCode;
import org.jspecify.annotations.Nullable;

/**
 * Judges one path. A path is read once from left to right, whatever it holds; what is malformed counts before what is
 * ambiguous. Nothing is allocated.
 */
final class PathRules {

    /** What a segment consists of so far. */
    private static final int EMPTY = 0;

    private static final int DOTS = 1;
    private static final int NAMED = 2;

    private static final boolean[] ORDINARY = ordinary();

    private PathRules() {}

    /** ASCII that means nothing but itself and that browsers send as it is. */
    private static boolean[] ordinary() {
        boolean[] table = new boolean[128];
        for (char c = 'a'; c <= 'z'; c++) {
            table[c] = true;
            table[c - 'a' + 'A'] = true;
        }
        for (char c : "0123456789-_~!$&'()*+,=:@|[]^".toCharArray()) {
            table[c] = true;
        }
        return table;
    }

    /** Judges a path as it was sent. Returns what is wrong with it, or null. */
    static @Nullable RefusalCode sent(String path, boolean semicolons, boolean slashes) {
        return judge(path, true, semicolons, slashes);
    }

    /** Judges a path as the container has decoded it: whatever was decoded, the application sees this one. */
    static @Nullable RefusalCode decoded(String path, boolean semicolons) {
        return judge(path, false, semicolons, true);
    }

    private static @Nullable RefusalCode judge(String path, boolean sent, boolean semicolons, boolean slashes) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return RefusalCode.PATH_MALFORMED;
        }
        boolean ambiguous = false;
        boolean parameter = false;
        int segment = EMPTY;
        int at = 1;
        while (at < path.length()) {
            char c = path.charAt(at);
            if (c < ORDINARY.length && ORDINARY[c]) {
                segment = parameter ? segment : NAMED;
                at++;
                continue;
            }
            boolean escaped = sent && c == '%';
            int point = escaped ? PercentEscape.codePoint(path, at) : path.codePointAt(at);
            if (isMalformed(point) || (sent && !escaped && !isSyntax(c))) {
                return RefusalCode.PATH_MALFORMED;
            }
            at += escaped ? PercentEscape.width(point) : Character.charCount(point);
            ambiguous |= isLikeSyntax(point) || (escaped && point == '%' && PercentEscape.isHexPair(path, at));
            if (point == '/') {
                ambiguous |= segment != NAMED || (escaped && !slashes);
                segment = EMPTY;
                parameter = false;
            } else if (point == ';') {
                ambiguous |= !semicolons;
                parameter = true;
            } else if (!parameter && (segment == NAMED || !isDot(point))) {
                segment = NAMED;
            } else if (!parameter) {
                segment = DOTS;
            }
        }
        ambiguous |= segment == DOTS || (segment == EMPTY && parameter);
        return ambiguous ? RefusalCode.PATH_AMBIGUOUS : null;
    }

    private static boolean isSyntax(char c) {
        return c == '/' || c == '.' || c == ';' || c == '\\';
    }

    /** Controls, line ends of Unicode, halves of a pair, and what stands for bytes that could not be decoded. */
    private static boolean isMalformed(int point) {
        return point < ' '
                || (point >= 0x7F && point <= 0x9F)
                || (point >= 0x2028 && point <= 0x2029)
                || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                || (point >= 0xFFFD && point <= 0xFFFF);
    }

    /** What some systems take for a slash: a backslash, and what compatibility folding makes one of (Unicode NFKC). */
    private static boolean isLikeSyntax(int point) {
        return switch (point) {
            case '\\', 0xFF0F, 0xFF3C, 0xFE68, 0x2100, 0x2101, 0x2105, 0x2106 -> true;
            default -> false;
        };
    }

    /** A dot, and what compatibility folding makes dots of: leaders, the ellipsis, small and full-width stops. */
    private static boolean isDot(int point) {
        return switch (point) {
            case '.', 0x2024, 0x2025, 0x2026, 0xFE19, 0xFE52, 0xFF0E -> true;
            default -> false;
        };
    }
}
