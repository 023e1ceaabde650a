package dev.hardening.testing.servlet;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;

/**
 * Stands where a filter that proves the caller would: it believes {@code Test-Caller}, whose words are the name, then
 * {@code tenant:} with the caller's own tenant, {@code also:} with another and {@code role:} with a role, each any number of
 * times.
 */
public final class ProvingFilter extends RoomFilter<Services> {

    /** Makes a filter for an application with these services. */
    public ProvingFilter(Services services) {
        super(services, services);
    }

    @Override
    protected Services read(SettingReader reader, Services shared) {
        return shared;
    }

    @Override
    protected void apply(Services room, Exchange exchange, Next next) throws IOException, ServletException {
        String caller = exchange.header("Test-Caller");
        if (caller != null) {
            exchange.context().proved(identity(caller));
        }
        next.proceed();
    }

    private static Identity identity(String text) {
        String[] words = text.split(" ", -1);
        Identity.Builder identity = Identity.provedBy(Proof.TOKEN, words[0]);
        for (String word : words) {
            String value = word.substring(word.indexOf(':') + 1);
            if (word.startsWith("tenant:")) {
                identity.tenant(value);
            } else if (word.startsWith("also:")) {
                identity.alsoTenant(value);
            } else if (word.startsWith("role:")) {
                identity.role(value);
            }
        }
        return identity.build();
    }
}
