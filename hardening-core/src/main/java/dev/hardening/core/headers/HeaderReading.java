package dev.hardening.core.headers;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads the variables of this room into a builder. */
final class HeaderReading {

    private HeaderReading() {}

    static void apply(SettingReader reader, HeaderSettings.Builder builder) {
        reader.find(HeaderSettings.PROFILE).ifPresent(builder::profile);
        policy(reader, HeaderSettings.CSP).ifPresent(builder::csp);
        policy(reader, HeaderSettings.CSP_REPORT_ONLY).ifPresent(builder::cspReportOnly);
        reader.find(HeaderSettings.CSP_FORBID_UNSAFE).ifPresent(builder::forbidUnsafeSources);
        reader.find(ReportSettings.PATH).ifPresent(path -> reader.build(() -> builder.reportTo(path)));
        hsts(reader, builder);
        fields(reader, builder);
        reader.find(HeaderSettings.HEADERS_IF_ABSENT).orElse(Set.of()).forEach(builder::ifAbsent);
        for (String name : reader.find(HeaderSettings.HEADERS_OFF).orElse(Set.of())) {
            builder.unsafeOff(name);
        }
        warn(reader, builder);
    }

    private static Optional<ContentSecurityPolicy> policy(SettingReader reader, Setting<String> setting) {
        return reader.find(setting)
                .flatMap(text -> reader.build(() -> ContentSecurityPolicy.parse(setting.name(), text)));
    }

    private static void hsts(SettingReader reader, HeaderSettings.Builder builder) {
        Optional<Duration> maxAge = reader.find(HeaderSettings.HSTS_MAX_AGE);
        Optional<Boolean> subDomains = reader.find(HeaderSettings.HSTS_INCLUDE_SUBDOMAINS);
        Optional<Boolean> preload = reader.find(HeaderSettings.HSTS_PRELOAD);
        if (maxAge.isPresent() || subDomains.isPresent() || preload.isPresent()) {
            Hsts chosen = builder.chosenHsts();
            Hsts base = chosen == null ? builder.chosenProfile().hsts() : chosen;
            reader.build(() -> builder.hsts(base.with(maxAge, subDomains, preload)));
        }
    }

    private static void fields(SettingReader reader, HeaderSettings.Builder builder) {
        String lines = reader.find(HeaderSettings.HEADERS_SET).orElse("");
        lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon < 1) {
                reader.add(Problem.refuse(
                        ProblemCode.MALFORMED,
                        HeaderSettings.HEADERS_SET.name(),
                        "has a line that is no header field",
                        "write lines of Name: value"));
            } else {
                String name = line.substring(0, colon).strip();
                reader.build(() -> builder.set(name, line.substring(colon + 1).strip()));
            }
        });
    }

    private static void warn(SettingReader reader, HeaderSettings.Builder builder) {
        if (!builder.forbidsUnsafe()) {
            builder.policies().stream()
                    .flatMap(policy -> policy.unsafeSources().stream())
                    .distinct()
                    .forEach(source -> reader.add(Problem.warn(
                            ProblemCode.LOOSENED,
                            HeaderSettings.CSP.name(),
                            "has " + source + ", which gives up protection against injected code",
                            "use 'nonce-{nonce}' or a hash instead")));
        }
        if (reader.isSet(HeaderSettings.HEADERS_OFF)) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    HeaderSettings.HEADERS_OFF.name(),
                    "leaves security headers to somebody else",
                    "make sure that the proxy sets them on every answer, errors too"));
        }
    }
}
