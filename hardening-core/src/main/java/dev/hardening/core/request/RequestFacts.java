package dev.hardening.core.request;

import dev.hardening.core.net.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision may know of a request. The values are those of the request line and the header as the server parsed
 * them; nothing here is resolved or trusted yet.
 */
public interface RequestFacts {

    /** Returns the method as sent. */
    String method();

    /** Returns the decoded path that the container maps: servlet path and path info, beginning with a slash. */
    String path();

    /** Returns the address at the other end of the connection. */
    IpAddress peer();

    /** Tells whether the connection itself is TLS. */
    boolean isSecure();

    /**
     * Returns the host, with or without a port, that the request names, as it was sent: the {@code Host} field's value,
     * or that of {@code :authority} where a server shows no {@code Host} field for HTTP/2; null when there is neither.
     */
    default @Nullable String authority() {
        return header("Host");
    }

    /** Returns the first value of a header field, or null. */
    @Nullable
    String header(String name);

    /** Returns the value of a header field that came on exactly one line, or null: of two, nobody knows which is meant. */
    default @Nullable String only(String name) {
        List<String> lines = headers(name);
        return lines.size() == 1 ? lines.get(0) : null;
    }

    /** Returns all values of a header field, one for each line, in order. */
    List<String> headers(String name);
}
