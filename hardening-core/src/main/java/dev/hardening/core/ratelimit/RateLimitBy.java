package dev.hardening.core.ratelimit;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * By what a rule tells clients apart. A rule by identity counts proved callers only: who has proved nothing, or nothing of
 * that kind, is counted by address. It is asked after authentication, so it does not count a request whose credential is
 * refused; a rule by address beside it does. Immutable.
 */
public final class RateLimitBy {

    private enum Kind {
        IP,
        USER,
        API_KEY,
        AGENT,
        TENANT,
        HEADER
    }

    /** By the client's address: IPv4 whole, IPv6 by /64. */
    public static final RateLimitBy IP = new RateLimitBy(Kind.IP, "ip", "");

    /** By the proved caller, however proved. */
    public static final RateLimitBy USER = new RateLimitBy(Kind.USER, "user", "");

    /** By the API key with which the caller came, under its label. */
    public static final RateLimitBy API_KEY = new RateLimitBy(Kind.API_KEY, "apikey", "");

    /** By the agent that proved itself in another way than by a shared API key. */
    public static final RateLimitBy AGENT = new RateLimitBy(Kind.AGENT, "agent", "");

    /** By the tenant. */
    public static final RateLimitBy TENANT = new RateLimitBy(Kind.TENANT, "tenant", "");

    private static final String HEADER = "header:";

    private final Kind kind;
    private final String text;
    private final String header;

    private RateLimitBy(Kind kind, String text, String header) {
        this.kind = kind;
        this.text = text;
        this.header = header;
    }

    /**
     * By the value of a request header. Whoever may choose the value may choose a new one for each request and has no limit
     * at all; this is for headers that a gateway in front of the application sets itself.
     *
     * @throws IllegalArgumentException when this is not the name of a header field
     */
    public static RateLimitBy header(String name) {
        boolean good = !name.isEmpty() && name.length() <= 128;
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        }
        if (!good) {
            throw new IllegalArgumentException("a header's name is made of letters, digits, - and _");
        }
        return new RateLimitBy(Kind.HEADER, HEADER + name, name);
    }

    /**
     * Reads the word of a setting.
     *
     * @throws IllegalArgumentException when it is none of {@code ip user apikey agent tenant header:Name}
     */
    public static RateLimitBy parse(String word) {
        if (word.regionMatches(true, 0, HEADER, 0, HEADER.length())) {
            return header(word.substring(HEADER.length()));
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "ip" -> IP;
            case "user" -> USER;
            case "apikey" -> API_KEY;
            case "agent" -> AGENT;
            case "tenant" -> TENANT;
            default -> throw new IllegalArgumentException("it is one of ip, user, apikey, agent, tenant, header:Name");
        };
    }

    /** Returns the word of a setting. */
    public String text() {
        return text;
    }

    /** Tells whether the client itself says by what it is counted. */
    public boolean isHeader() {
        return kind == Kind.HEADER;
    }

    /** Tells whether the rule has to wait for authentication. */
    boolean needsProof() {
        return kind != Kind.IP && kind != Kind.HEADER;
    }

    RateLimitKey keyOf(RateLimitCaller caller) {
        RateLimitKey key = switch (kind) {
            case IP -> null;
            case USER, API_KEY, AGENT -> identityKey(caller.identity());
            case TENANT -> caller.tenant() == null ? null : RateLimitKey.tenant(caller.tenant());
            case HEADER -> headerKey(caller.facts().header(header));
        };
        return key != null ? key : RateLimitKey.address(caller.client());
    }

    private @Nullable RateLimitKey identityKey(@Nullable Identity identity) {
        if (identity == null) {
            return null;
        }
        if (identity.proof() == Proof.API_KEY) {
            return kind == Kind.AGENT ? null : RateLimitKey.apiKey(identity.subject());
        }
        return switch (kind) {
            // An agent may bear the name of a user, whose budget is not its own.
            case USER ->
                identity.proof() == Proof.SIGNATURE
                        ? RateLimitKey.agent(nameOf(identity))
                        : RateLimitKey.user(nameOf(identity));
            case AGENT -> RateLimitKey.agent(nameOf(identity));
            default -> null;
        };
    }

    /** Two issuers may know two callers by one name; no name has a line feed. */
    private static String nameOf(Identity identity) {
        String issuer = identity.issuer();
        return issuer == null ? identity.subject() : issuer + '\n' + identity.subject();
    }

    private static @Nullable RateLimitKey headerKey(@Nullable String value) {
        return value == null || value.isEmpty() ? null : RateLimitKey.header(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimitBy by && text.equals(by.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
