package dev.hardening.core.signature;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@link SignatureSettings} from the environment, on top of what an application has chosen. */
final class SignatureReading {

    private static final String PREVIOUS = "_PREVIOUS";
    private static final String FILE = "_FILE";

    private final SettingReader reader;
    private final SignatureSettings.Builder builder;

    SignatureReading(SettingReader reader, SignatureSettings.Builder builder) {
        this.reader = reader;
        this.builder = builder;
    }

    SignatureSettings read() {
        builder.enforcement =
                reader.find(own(SignatureSettings.MODE, builder.enforcement)).orElseThrow();
        builder.header =
                reader.find(own(SignatureSettings.HEADER, builder.header)).orElseThrow();
        builder.maxSkew =
                reader.find(own(SignatureSettings.MAX_SKEW, builder.maxSkew)).orElseThrow();
        builder.maxFuture = reader.find(own(SignatureSettings.MAX_FUTURE, builder.maxFuture))
                .orElseThrow();
        builder.replayWindow = reader.find(own(SignatureSettings.REPLAY_WINDOW, builder.replayWindow))
                .orElseThrow();
        builder.jsonMaxBytes = reader.find(own(SignatureSettings.JSON_MAX_BYTES, (long) builder.jsonMaxBytes))
                .orElseThrow()
                .intValue();
        builder.bodyMaxBytes = reader.find(own(SignatureSettings.BODY_MAX_BYTES, (long) builder.bodyMaxBytes))
                .orElseThrow()
                .intValue();
        builder.replayMaxEntries = reader.find(own(SignatureSettings.REPLAY_MAX_ENTRIES, builder.replayMaxEntries))
                .orElseThrow();
        readShared();
        readAgents();
        SignatureSettings settings = builder.build();
        warn(settings);
        return settings;
    }

    private static <T> Setting<T> own(Setting<T> setting, T chosen) {
        return setting.orElse(chosen);
    }

    private void readShared() {
        SecretSetting setting = builder.secret;
        boolean off = builder.enforcement == Enforcement.OFF;
        Optional<Secret> current = switch (off ? SignatureSettings.Need.OPTIONAL : builder.need) {
            case OPTIONAL -> reader.secrets().find(setting);
            case REQUIRED -> reader.secrets().require(setting);
            case REQUIRED_OR_GENERATED -> reader.secrets().requireOrGenerate(setting);
        };
        List<Secret> previous = new ArrayList<>();
        for (String name : setting.names()) {
            previous.addAll(previous(name, current.orElse(null)));
        }
        current.ifPresent(key -> ring(setting.name(), key, previous).ifPresent(builder::shared));
        if (current.isPresent()) {
            builder.file = reader.secrets().file(setting).orElse(null);
        }
        builder.fileRule = setting.rule();
        if (!reader.mode().isProduction()) {
            // What was only warned of at the start must not be refused when the file is read again.
            builder.fileRule = setting.rule().warnOnly().toBuilder()
                    .refuse(SecretWeakness.EMPTY)
                    .build();
        }
    }

    private Optional<KeyRing> ring(String name, Secret current, List<Secret> previous) {
        if (previous.size() > KeyRing.MAX_PREVIOUS) {
            reader.add(Problem.refuse(
                    ProblemCode.OUT_OF_RANGE,
                    name + PREVIOUS,
                    "has too many secrets",
                    "keep the newest, at most " + KeyRing.MAX_PREVIOUS));
            return Optional.empty();
        }
        return Optional.of(KeyRing.of(current, previous));
    }

    private List<Secret> previous(String name, @Nullable Secret current) {
        List<Secret> previous = new ArrayList<>();
        Optional<Secret> list = reader.secrets().raw(name + PREVIOUS);
        if (list.isEmpty()) {
            return previous;
        }
        if (current == null) {
            reader.add(Problem.warn(
                    ProblemCode.IGNORED, name + PREVIOUS, "is set, but there is no current secret", "set " + name));
            return previous;
        }
        String text = list.get().exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        int number = 0;
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                number++;
                Secret secret = Secret.ofUtf8(name + PREVIOUS + "[" + number + "]", item.trim());
                // The same secret twice is a rotation half done, not two secrets that must differ.
                if (!secret.equals(current) && !previous.contains(secret)) {
                    reader.secrets().add(secret, builder.secret.rule());
                    previous.add(secret);
                }
            }
        }
        return previous;
    }

    private void readAgents() {
        String family = builder.secret.name() + "_";
        Set<String> names = agents(reader.family(name -> name.startsWith(family)), family);
        names.addAll(agents(reader.empty(name -> name.startsWith(family)), family));
        for (String name : names) {
            String id = name.substring(family.length());
            if (!AgentNames.isName(id)) {
                reader.add(Problem.refuse(
                        ProblemCode.MALFORMED,
                        name,
                        "is the secret of an agent whose id no agent can have",
                        "give the agent an id of 1 to 100 characters that can be seen"));
            } else if (reader.isSet(name) || reader.isSet(name + FILE)) {
                Optional<Secret> secret = reader.secrets().find(SecretSetting.of(name, builder.secret.rule()));
                List<Secret> previous = previous(name, secret.orElse(null));
                secret.flatMap(key -> ring(name, key, previous)).ifPresent(keys -> builder.agent(id, keys));
            } else if (builder.enforcement != Enforcement.OFF) {
                // Otherwise whoever knows the shared secret could speak for this agent, and nobody would notice.
                reader.secrets()
                        .report(Problem.refuse(
                                ProblemCode.SECRET_SHORT,
                                name,
                                "has no value, so the agent would have no secret of its own",
                                "set it, for example with openssl rand -hex 32, or remove it"));
            }
        }
        for (String other :
                builder.secret.names().subList(1, builder.secret.names().size())) {
            for (String name : agents(reader.family(name -> name.startsWith(other + "_")), other + "_")) {
                reader.add(Problem.warn(
                        ProblemCode.IGNORED,
                        name,
                        "is no agent's secret under this name",
                        "rename it, so that it begins with " + family + ", or remove it"));
            }
        }
    }

    /** Returns the names of the agents' secrets, whatever of them is set. */
    private static Set<String> agents(List<String> members, String family) {
        Set<String> names = new LinkedHashSet<>();
        for (String member : members) {
            String name = without(without(member, FILE), PREVIOUS);
            if (name.startsWith(family)) {
                names.add(name);
            }
        }
        return names;
    }

    private static String without(String name, String end) {
        return name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
    }

    private void warn(SignatureSettings settings) {
        if (settings.hasKeys() && settings.enforcement() == Enforcement.OFF) {
            reader.add(Problem.warn(
                    ProblemCode.AUTHENTICATION_OFF,
                    SignatureSettings.MODE.name(),
                    "switches signatures off, so no signature is looked at",
                    "remove it wherever others can reach this service"));
        }
        if (!settings.isOn()) {
            return;
        }
        if (settings.enforcement() == Enforcement.SHADOW) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    SignatureSettings.MODE.name(),
                    "only watches, so requests without a good signature pass",
                    "set SIGNATURE_MODE=enforce when the log shows no surprise"));
        }
        if (settings.maxSkew().equals(Duration.ZERO)) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    reader.nameInUse(SignatureSettings.MAX_SKEW),
                    settings.replayWindow().isZero()
                            ? "takes signatures of any age, and each of them again and again"
                            : "takes signatures of any age, and each of them again after a while",
                    "set it to 300 when the clients send the time of now"));
        }
    }
}
