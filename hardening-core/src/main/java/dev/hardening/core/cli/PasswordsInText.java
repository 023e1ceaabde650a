package dev.hardening.core.cli;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds passwords in the text of an address: the user info of URLs, parameters such as {@code password=}, and the two of
 * an Oracle address. What people write there is often no valid URI, with hosts that have underscores or come in
 * lists and with any character in the password, so nothing is parsed as one. Doubtful cases count as passwords.
 */
final class PasswordsInText {

    private static final String SLASHES = "://";

    /** What follows a host, and nothing that a password could begin with. */
    private static final Pattern PORT = Pattern.compile("\\d{1,5}(?:[/?].*)?");

    private static final Pattern PARAMETER = Pattern.compile(
            "(?:^|[?&;,\\s])(?!sslkey)[\\w.-]{0,40}?(?:password|passwd|pwd|pass|passphrase|secret|token|key)\\s?="
                    + "\\s?(\"[^\"]*\"|'[^']*'|[^&;\\s]+)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ORACLE = Pattern.compile("jdbc:oracle:\\w+:[^/@]*/([^@]+)@", Pattern.CASE_INSENSITIVE);

    /** Names of variables that somebody else fills in. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*}|\\$\\w+|\\{\\{.*}}");

    private final Set<String> found = new LinkedHashSet<>();

    private PasswordsInText() {}

    /** Returns them as they are written and, where that is something else, without percent-encoding. */
    static Set<String> in(String value) {
        PasswordsInText all = new PasswordsInText();
        for (int at = value.indexOf(SLASHES); at >= 0; at = value.indexOf(SLASHES, at + 1)) {
            int next = value.indexOf(SLASHES, at + 1);
            all.user(value.substring(at + SLASHES.length(), next < 0 ? value.length() : next));
        }
        for (Pattern pattern : new Pattern[] {PARAMETER, ORACLE}) {
            Matcher matcher = pattern.matcher(value);
            while (matcher.find()) {
                all.add(unquoted(matcher.group(1)));
            }
        }
        return all.found;
    }

    /** A host never has an at sign, so the last one ends the password, also behind characters that have to be escaped. */
    private void user(String rest) {
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        int at = rest.lastIndexOf('@', end - 1);
        boolean clear = at >= 0;
        at = clear ? at : rest.lastIndexOf('@');
        int colon = rest.indexOf(':');
        if (at < 0 || colon < 0 || colon > at || (!clear && colon > end)) {
            return;
        }
        String password = rest.substring(colon + 1, at);
        if (clear || !PORT.matcher(password).matches()) {
            add(password);
        }
    }

    private void add(String password) {
        if (password.isEmpty() || VARIABLE.matcher(password).matches()) {
            return;
        }
        found.add(password);
        try {
            // In a path and in user info a plus is a plus.
            found.add(URLDecoder.decode(password.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notEncoded) {
            return;
        }
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && (text.charAt(0) == '"' || text.charAt(0) == '\'');
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
