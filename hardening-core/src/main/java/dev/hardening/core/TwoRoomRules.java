package dev.hardening.core;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.transport.HttpsRedirect;
import dev.hardening.core.transport.TransportSettings;
import java.util.ArrayList;
import java.util.List;

/** What no room can see alone, because it concerns two of them. */
final class TwoRoomRules {

    private TwoRoomRules() {}

    static List<Problem> check(HardeningSettings settings, SettingReader reader) {
        List<Problem> problems = new ArrayList<>();
        // The default redirects by a proxy's word, too, which does nothing and no harm without one.
        if (reader.isSet(TransportSettings.HTTPS_REDIRECT)
                && settings.transport().redirect() == HttpsRedirect.PROXY
                && settings.proxy().trusted().isEmpty()) {
            problems.add(Problem.warn(
                    ProblemCode.CONTRADICTION,
                    TransportSettings.HTTPS_REDIRECT.name() + ", TRUSTED_PROXIES",
                    "redirect what a trusted proxy reports as http, but no proxy is trusted",
                    "set TRUSTED_PROXIES to the addresses of your proxies, or HTTPS_REDIRECT to off or always"));
        }
        return problems;
    }
}
