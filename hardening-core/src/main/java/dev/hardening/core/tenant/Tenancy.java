package dev.hardening.core.tenant;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.request.RequestFacts;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.TenantNeed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides for which tenant a request is. The caller's proof says which tenants there are to choose from; what a client
 * writes into the header selects one of them and no more (OWASP ASVS 5.0 section 8.4.1). Immutable and safe for use by
 * many threads.
 */
public final class Tenancy {

    private static final int LONGEST = 64;
    private static final TenantChoice UNPROVED = new TenantChoice.Refused(
            Refusal.of(RefusalCode.AUTHENTICATION_REQUIRED).build());
    private static final TenantChoice NOT_ALLOWED =
            new TenantChoice.Refused(Refusal.of(RefusalCode.TENANT_NOT_ALLOWED).build());

    private final TenantSettings settings;
    private final TenantChoice required;

    private Tenancy(TenantSettings settings) {
        this.settings = settings;
        this.required = new TenantChoice.Refused(Refusal.of(RefusalCode.TENANT_REQUIRED)
                .detail("Name one tenant in the header " + settings.header()
                        + ", once: 1 to 64 letters, digits, hyphens and underscores.")
                .build());
    }

    /** Returns a decision with these settings. */
    public static Tenancy of(TenantSettings settings) {
        return new Tenancy(settings);
    }

    /** Returns the settings. */
    public TenantSettings settings() {
        return settings;
    }

    /** Decides about one request. Allocates nothing for a route without a tenant. */
    public TenantChoice choose(Route route, @Nullable Identity caller, RequestFacts request) {
        TenantNeed need = route.tenant();
        if (need == TenantNeed.NONE) {
            return TenantChoice.NONE;
        }
        if (caller == null && need != TenantNeed.UNSAFE_FROM_HEADER) {
            return UNPROVED;
        }
        List<String> lines = request.headers(settings.header());
        if (lines.isEmpty()) {
            String own = need == TenantNeed.OF_CALLER && caller != null ? caller.tenant() : null;
            return own == null ? required : new TenantChoice.Chosen(own);
        }
        String selected = lines.get(0);
        if (lines.size() > 1 || !isTenant(selected)) {
            return required;
        }
        return caller == null || mayActIn(selected, caller) ? new TenantChoice.Chosen(selected) : NOT_ALLOWED;
    }

    private boolean mayActIn(String tenant, Identity caller) {
        String everywhere = settings.everyTenantRole();
        return caller.tenants().contains(tenant)
                || (everywhere != null && caller.roles().contains(everywhere));
    }

    private static boolean isTenant(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean good =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!good) {
                return false;
            }
        }
        return true;
    }
}
