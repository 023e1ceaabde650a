package dev.hardening.core.headers;

import java.util.List;

/** Fields that tell an attacker which software answers. */
final class Fingerprints {

    /** What the OWASP Secure Headers Project says to remove, as published in September 2026. */
    static final List<String> NAMES_2026_11 = List.of(
            "$wsep",
            "Host-Header",
            "K-Proxy-Request",
            "Liferay-Portal",
            "OracleCommerceCloud-Version",
            "Pega-Host",
            "Powered-By",
            "Product",
            "Server",
            "SourceMap",
            "X-AspNet-Version",
            "X-AspNetMvc-Version",
            "X-Atmosphere-error",
            "X-Atmosphere-first-request",
            "X-Atmosphere-tracking-id",
            "X-B3-ParentSpanId",
            "X-B3-Sampled",
            "X-B3-SpanId",
            "X-B3-TraceId",
            "X-BEServer",
            "X-Backside-Transport",
            "X-CF-Powered-By",
            "X-CMS",
            "X-CalculatedBETarget",
            "X-Cocoon-Version",
            "X-Content-Encoded-By",
            "X-DiagInfo",
            "X-Envoy-Attempt-Count",
            "X-Envoy-External-Address",
            "X-Envoy-Internal",
            "X-Envoy-Original-Dst-Host",
            "X-Envoy-Upstream-Service-Time",
            "X-FEServer",
            "X-Framework",
            "X-Generated-By",
            "X-Generator",
            "X-Jitsi-Release",
            "X-Joomla-Version",
            "X-Kubernetes-PF-FlowSchema-UID",
            "X-Kubernetes-PF-PriorityLevel-UID",
            "X-LiteSpeed-Cache",
            "X-LiteSpeed-Cache-Control",
            "X-LiteSpeed-Purge",
            "X-LiteSpeed-Tag",
            "X-LiteSpeed-Vary",
            "X-Mod-Pagespeed",
            "X-Nextjs-Cache",
            "X-Nextjs-Matched-Path",
            "X-Nextjs-Page",
            "X-Nextjs-Redirect",
            "X-OWA-Version",
            "X-OneAgent-JS-Injection",
            "X-Page-Speed",
            "X-Php-Version",
            "X-Powered-By",
            "X-Powered-By-Plesk",
            "X-Powered-CMS",
            "X-Redirect-By",
            "X-Server-Powered-By",
            "X-SourceFiles",
            "X-SourceMap",
            "X-Umbraco-Version",
            "X-Varnish-Backend",
            "X-Varnish-Server",
            "X-dtAgentId",
            "X-dtHealthCheck",
            "X-dtInjectedServlet",
            "X-ruxit-JS-Agent");

    /** Those that a container puts on an answer before the first filter meets it. */
    static final List<String> BY_CONTAINERS = List.of("Server", "X-Powered-By");

    private Fingerprints() {}
}
