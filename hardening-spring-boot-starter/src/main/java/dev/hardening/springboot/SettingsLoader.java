package dev.hardening.springboot;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.HardeningSettingsBuilder;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads the settings of an application, and says what is wrong with them. */
final class SettingsLoader {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsLoader.class);

    private static final String FORWARDING = "server.forward-headers-strategy";

    /** Properties of this module, which are no settings of the library. */
    private static final Set<String> OWN = Set.of("ENABLED");

    private final ConfigurableEnvironment environment;
    private final EnvironmentSource source;

    SettingsLoader(ConfigurableEnvironment environment) {
        this.environment = environment;
        this.source = new EnvironmentSource(environment);
    }

    /**
     * Reads the settings, logs every warning, and throws with every refusal.
     *
     * @throws InvalidSettingsException when the application must not start
     */
    HardeningSettings load(BiConsumer<HardeningSettingsBuilder, SettingReader> given) {
        SettingReader reader = SettingReader.of(source);
        HardeningSettings settings;
        try {
            HardeningSettingsBuilder builder = HardeningSettings.builder();
            given.accept(builder, reader);
            settings = builder.read(reader);
        } catch (RuntimeException e) {
            report(reader); // nothing can be made of settings that are refused; the report tells why, and of every one
            // of them
            throw e;
        }
        report(reader);
        return settings;
    }

    private void report(SettingReader reader) {
        source.problems().forEach(reader::add);
        forwarding(reader);
        boolean strict = reader.read(SettingReader.STRICT);
        SettingReport read = reader.finish();
        List<Problem> problems = new ArrayList<>(read.problems());
        Set<String> known = reader.knownNames();
        for (Map.Entry<String, String> property : source.prefixed().entrySet()) {
            String name = property.getKey();
            boolean told = problems.stream().anyMatch(problem -> problem.name().equals(name));
            if (property.getValue().startsWith(PropertyName.PREFIX)
                    && !known.contains(name)
                    && !OWN.contains(name)
                    && !told) {
                Problem unknown = Problem.warn(
                        ProblemCode.NAME_MISSPELT,
                        property.getValue(),
                        "is no property of the library, so it has no effect",
                        "correct its name, or remove it");
                problems.add(strict ? unknown.as(Severity.REFUSE) : unknown);
            }
        }
        SettingReport report = new SettingReport(read.mode(), problems);
        report.throwIfRefused();
        report.warnings().forEach(warning -> LOG.warn("{}", warning));
    }

    /** Whoever believes forwarded headers before the filter does, lets any client choose its address. */
    private void forwarding(SettingReader reader) {
        String strategy = environment.getProperty(FORWARDING);
        if (strategy == null) {
            CloudPlatform platform = CloudPlatform.getActive(environment);
            strategy = platform != null && platform.isUsingForwardHeaders() ? "native" : "none";
        }
        if (!strategy.toLowerCase(Locale.ROOT).equals("none")) {
            reader.add(Problem.warn(
                    ProblemCode.CONTRADICTION,
                    FORWARDING,
                    "lets the server believe forwarded headers by a rule of its own, beside TRUSTED_PROXIES",
                    "set it to none, and name the proxies in TRUSTED_PROXIES"));
        }
    }
}
