package dev.hardening.core.net;

/** Says what is wrong with the text of a host, once it is known to be wrong. */
final class HostProblem {

    private HostProblem() {}

    static InvalidHostException of(CharSequence text, String wanted) {
        return new InvalidHostException(Quoted.of(text) + " is not " + wanted + cure(text));
    }

    private static String cure(CharSequence text) {
        if (text.isEmpty()) {
            return ": it is empty";
        }
        if (Ascii.has(text, '/')) {
            return ": leave out the scheme and everything from the slash on";
        }
        if (Ascii.has(text, '@')) {
            return ": leave out the user before @";
        }
        if (Ascii.has(text, '_')) {
            return ": host names have no underscore";
        }
        if (Ascii.has(text, '*')) {
            return ": a wildcard stands for the first label of a pattern only, as in *.example.org";
        }
        if (IpParser.v6(text, 0, text.length()) != null) {
            return ": IPv6 stands in brackets, as in [2001:db8::1]";
        }
        return "; write example.org, 192.0.2.1 or [2001:db8::1]";
    }
}
