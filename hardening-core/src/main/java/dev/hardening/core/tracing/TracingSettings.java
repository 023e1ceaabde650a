package dev.hardening.core.tracing;

import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether spans are sent to a collector, and to which. The default is that none are. Immutable; the fields that prove to the
 * collector who sends appear in no text. Guide row E-55.
 */
public final class TracingSettings {

    /**
     * The collector's base URL, http or https, without user, query and fragment, behind which {@code /v1/traces} is put; none,
     * which is the default, means that no span is sent.
     */
    public static final Setting<URI> ENDPOINT = Setting.parsed("OTEL_EXPORTER_OTLP_ENDPOINT", CollectorAddress::parse);

    /** The name under which the collector shows this service; up to 255 characters. */
    public static final Setting<String> SERVICE_NAME =
            Setting.parsed("OTEL_SERVICE_NAME", TracingSettings::name).orElse("unknown_service:java");

    /** Fields that go with every request to the collector, as {@code name=value} with commas between, values percent-encoded. */
    public static final SecretSetting HEADERS = SecretSetting.of("OTEL_EXPORTER_OTLP_HEADERS", rule());

    private static final int LONGEST_NAME = 255;

    private final @Nullable URI endpoint;
    private final String serviceName;
    private final Map<String, Secret> fields;

    private TracingSettings(Builder builder) {
        this.endpoint = builder.endpoint;
        this.serviceName = builder.serviceName;
        this.fields = Map.copyOf(builder.fields);
    }

    /** Starts without a collector. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings; what is wrong is added to the reader's problems. */
    public static TracingSettings read(SettingReader reader) {
        Builder builder = builder().serviceName(reader.read(SERVICE_NAME));
        Optional<URI> endpoint = reader.find(ENDPOINT);
        Optional<Secret> given = reader.secrets().find(HEADERS);
        endpoint.ifPresent(address -> builder.endpoint(address.toString()));
        given.flatMap(text -> reader.build(() -> CollectorFields.parse(text))).ifPresent(fields -> {
            fields.values().forEach(value -> reader.secrets().add(value, rule()));
            builder.fields.putAll(fields);
        });
        if (endpoint.isPresent() && reader.mode().isProduction() && !CollectorAddress.isPrivate(endpoint.get())) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    ENDPOINT.name(),
                    "is plain http to another machine, so whoever is on the way reads the spans"
                            + (given.isPresent() ? " and the fields of " + HEADERS.name() : ""),
                    "give an https URL, or a collector on this machine"));
        }
        return builder.build();
    }

    /** Tells whether spans are sent. */
    public boolean isOn() {
        return endpoint != null;
    }

    /** Returns the URL that spans are sent to, empty when none are. */
    public Optional<URI> address() {
        return Optional.ofNullable(endpoint).map(CollectorAddress::traces);
    }

    /** Returns the name under which the collector shows this service. */
    public String serviceName() {
        return serviceName;
    }

    Map<String, Secret> fields() {
        return fields;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (endpoint == null) {
            return "no spans are sent";
        }
        return "spans of " + serviceName + " go to " + CollectorAddress.traces(endpoint)
                + (fields.isEmpty() ? "" : " with " + String.join(", ", new TreeMap<>(fields).keySet()));
    }

    @Override
    public String toString() {
        return "TracingSettings[" + summary() + "]";
    }

    /** The strength of what a collector asks for is the collector's business. */
    private static SecretRule rule() {
        return SecretRule.opaque().toBuilder().ignore(SecretWeakness.values()).build();
    }

    private static String name(String text) {
        boolean good = !text.isBlank()
                && text.length() <= LONGEST_NAME
                && text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
        if (!good) {
            throw new IllegalArgumentException("it is not a name of 1 to 255 characters without control characters");
        }
        return text;
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private final Map<String, Secret> fields = new TreeMap<>();
        private @Nullable URI endpoint;
        private String serviceName = "unknown_service:java";

        private Builder() {}

        /**
         * Names the collector's base URL.
         *
         * @throws InvalidSettingsException when it is none, or holds more than scheme, host, port and path
         */
        public Builder endpoint(String url) {
            this.endpoint = ENDPOINT.parse(url);
            return this;
        }

        /**
         * Names this service.
         *
         * @throws InvalidSettingsException when it is blank, too long, or holds control characters
         */
        public Builder serviceName(String name) {
            this.serviceName = SERVICE_NAME.parse(name);
            return this;
        }

        /**
         * Adds a field that goes with every request to the collector, such as its key.
         *
         * @throws InvalidSettingsException when no field can have that name or that value, or when it is one of the connection
         */
        public Builder field(String name, Secret value) {
            fields.put(
                    CollectorFields.checkedName(name), CollectorFields.checked(Objects.requireNonNull(value, "value")));
            return this;
        }

        /** Returns the settings. */
        public TracingSettings build() {
            return new TracingSettings(this);
        }
    }
}
