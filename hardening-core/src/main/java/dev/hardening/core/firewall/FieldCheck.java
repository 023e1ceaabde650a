package dev.hardening.core.firewall;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.RefusalCode;

/** Judges the header fields of one request, line by line. Counts what it has seen, so it is made anew for each request. */
public final class FieldCheck {

    private final FirewallSettings settings;
    private int lines;
    private long bytes;
    private boolean length;
    private boolean coding;

    FieldCheck(FirewallSettings settings) {
        this.settings = settings;
    }

    /**
     * Decides about one line.
     *
     * @param name the name as sent
     * @param value the value as the container has read it
     * @param repeated whether a line with this name, in any case, was seen before
     */
    public Decision line(String name, String value, boolean repeated) {
        int size = name.length() + value.length();
        bytes += size;
        lines++;
        if (lines > settings.maxHeaders() || size > settings.maxHeader() || bytes > settings.maxHeaderTotal()) {
            return Firewall.refuse(RefusalCode.HEADERS_TOO_LARGE);
        }
        boolean sound = FieldRules.isToken(name)
                && FieldRules.isText(value)
                && !(repeated && !FieldRules.mayRepeat(name))
                && isFraming(name, value);
        return sound ? Decision.allowed() : Firewall.refuse(RefusalCode.HEADER_MALFORMED);
    }

    /** Where a request ends must have one answer (RFC 9112 section 6.3). */
    private boolean isFraming(String name, String value) {
        if (name.equalsIgnoreCase("Content-Length")) {
            length = true;
            return !coding && FieldRules.isLength(value);
        }
        if (name.equalsIgnoreCase("Transfer-Encoding")) {
            coding = true;
            return !length && value.equalsIgnoreCase("chunked");
        }
        return true;
    }
}
