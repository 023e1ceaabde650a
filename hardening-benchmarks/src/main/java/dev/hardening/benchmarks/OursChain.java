package dev.hardening.benchmarks;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.proxy.ProxySettings;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitRule;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.servlet.support.Services;
import java.time.Duration;
import java.util.Map;

/** The whole filter as a production has it: every room that has a default, a trusted proxy, a limit and a key. */
final class OursChain {

    static final String KEY = "q3Zx8Lw0aTnV5rKcYb2hJ7sMdGfPeU1oBi4tQyHnE6";

    private OursChain() {}

    static HardeningFilter filter(String trusted, int max, Duration window, Services services) {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of("NODE_ENV", "production")));
        HardeningSettings settings = HardeningSettings.builder()
                .proxy(ProxySettings.builder().trusted(CidrSet.parse(trusted)).build())
                .rateLimit(RateLimitSettings.builder()
                        .rule(RateLimitRule.of(RateLimit.slidingWindow("default", max, window)))
                        .build())
                .apiKeys(ApiKeySettings.builder()
                        .key("a", Secret.ofUtf8("a", KEY))
                        .build())
                .read(reader);
        reader.finish().throwIfRefused();
        return HardeningFilter.builder(settings).services(services).build();
    }
}
