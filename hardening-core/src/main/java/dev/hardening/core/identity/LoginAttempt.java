package dev.hardening.core.identity;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.IpAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One try to log in. The password's characters are the caller's, who wipes them after the answer. */
public final class LoginAttempt {

    private final String name;
    private final char[] password;
    private final IpAddress client;
    private final @Nullable String device;
    private final Function<SecurityEventType, SecurityEvent.Builder> about;

    /**
     * Makes an attempt, which keeps the array and no copy of it.
     *
     * @param name as it was typed
     * @param password as it was typed
     * @param client the resolved address that the try comes from
     * @param device the value of the device cookie, or null when the client has none
     */
    public LoginAttempt(String name, char[] password, IpAddress client, @Nullable String device) {
        this(name, password, client, device, SecurityEvent::of);
    }

    /**
     * Does the same for an attempt that a request makes.
     *
     * @param about starts an event about the request at hand
     */
    public LoginAttempt(
            String name,
            char[] password,
            IpAddress client,
            @Nullable String device,
            Function<SecurityEventType, SecurityEvent.Builder> about) {
        this.name = name;
        this.password = password;
        this.client = client;
        this.device = device;
        this.about = about;
    }

    /** Returns the name as it was typed. */
    public String name() {
        return name;
    }

    /** Returns the password as it was typed: the caller's own array. */
    public char[] password() {
        return password;
    }

    /** Returns the address that the try comes from. */
    public IpAddress client() {
        return client;
    }

    /** Returns the value of the device cookie, or null when the client has none. */
    public @Nullable String device() {
        return device;
    }

    /** Returns what starts an event about the attempt; whoever decides it adds the client. */
    public Function<SecurityEventType, SecurityEvent.Builder> about() {
        return about;
    }

    /** Says where it comes from and nothing else: people type passwords into the field for the name. */
    @Override
    public String toString() {
        return "LoginAttempt[from " + client + "]";
    }
}
