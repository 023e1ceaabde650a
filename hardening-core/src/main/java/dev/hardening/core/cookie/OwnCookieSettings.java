package dev.hardening.core.cookie;

import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** What becomes of the cookies that the application and its container set. Immutable. */
public final class OwnCookieSettings {

    /** Whether cookies get the attributes that they lack; they do by default. */
    public static final Setting<Boolean> HARDEN = Setting.bool("COOKIE_HARDEN").orElse(true);

    /** The names of the cookies that scripts must read, with commas between; none by default. */
    public static final Setting<Set<String>> SCRIPT_READABLE =
            Setting.<String>list("COOKIE_SCRIPT_READABLE", CookieName::checked).orElse(Set.of());

    private final boolean on;
    private final Set<String> scriptReadable;

    private OwnCookieSettings(Builder builder) {
        this.on = builder.on;
        this.scriptReadable = Set.copyOf(builder.scriptReadable);
    }

    /** Starts with every cookie hardened and none readable by scripts. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static OwnCookieSettings read(SettingReader reader) {
        Builder builder = builder().scriptReadable(reader.read(SCRIPT_READABLE));
        return (reader.read(HARDEN) ? builder : builder.unsafeOff()).build();
    }

    /** Tells whether cookies are hardened. */
    public boolean isOn() {
        return on;
    }

    /** Returns the names of the cookies that scripts may read. */
    public Set<String> scriptReadable() {
        return scriptReadable;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (!on) {
            return "off: cookies leave as the application sets them";
        }
        return "Secure, HttpOnly and SameSite added"
                + (scriptReadable.isEmpty()
                        ? ""
                        : ", scripts may read " + String.join(" ", new TreeSet<>(scriptReadable)));
    }

    @Override
    public String toString() {
        return "OwnCookieSettings[" + summary() + "]";
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private boolean on = true;
        private Set<String> scriptReadable = Set.of();

        private Builder() {}

        /** Lets the application's cookies leave as they are. */
        public Builder unsafeOff() {
            this.on = false;
            return this;
        }

        /** Names the cookies that scripts must read, such as one that holds a token against forged requests. */
        public Builder scriptReadable(String... names) {
            return scriptReadable(Set.of(names));
        }

        /** Names the cookies that scripts must read; throws {@link IllegalArgumentException} for what is no name. */
        public Builder scriptReadable(Collection<String> names) {
            names.forEach(CookieName::checked);
            this.scriptReadable = Set.copyOf(names);
            return this;
        }

        /** Returns the settings. */
        public OwnCookieSettings build() {
            return new OwnCookieSettings(this);
        }
    }
}
