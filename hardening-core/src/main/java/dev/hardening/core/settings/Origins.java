package dev.hardening.core.settings;

import dev.hardening.core.net.OriginSet;

/** The settings about web origins that more than one room reads. */
public final class Origins {

    /**
     * The origins under which browsers reach this service itself, each written out, such as
     * {@code https://shop.example.org}; none by default. What is same-origin is decided against them. Without them, the
     * room {@code cors} takes the browser's word, and {@code crosssite} compares with the host of the request.
     */
    public static final Setting<OriginSet> PUBLIC_ORIGINS =
            Setting.parsed("PUBLIC_ORIGINS", OriginSet::parseLiterals).orElse(OriginSet.none());

    /**
     * The origins of other sites whose pages may use this service, such as {@code https://app.example.org} or, for
     * exactly one label, {@code https://*.example.org}; none by default. {@code *} alone stands for every origin, which
     * the rooms accept or refuse.
     */
    public static final Setting<OriginSet> CORS_ORIGINS = Setting.parsed("CORS_ORIGIN", OriginSet::parse)
            .or("CORS_ORIGINS")
            .or("ALLOWED_ORIGINS")
            .orElse(OriginSet.none());

    private Origins() {}
}
