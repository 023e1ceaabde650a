/** Jakarta Servlet filters, one a room, and the one ordered pipeline. */
module dev.hardening.servlet {
    requires transitive dev.hardening.core;
    requires static transitive jakarta.servlet;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.hardening.servlet.accesslog;
    exports dev.hardening.servlet.apikey;
    exports dev.hardening.servlet.audit;
    exports dev.hardening.servlet.bodylimit;
    exports dev.hardening.servlet.breaker;
    exports dev.hardening.servlet.cookie;
    exports dev.hardening.servlet.correlation;
    exports dev.hardening.servlet.cors;
    exports dev.hardening.servlet.crosssite;
    exports dev.hardening.servlet.deadline;
    exports dev.hardening.servlet.errors;
    exports dev.hardening.servlet.firewall;
    exports dev.hardening.servlet.flags;
    exports dev.hardening.servlet.headers;
    exports dev.hardening.servlet.health;
    exports dev.hardening.servlet.input;
    exports dev.hardening.servlet.ipaccess;
    exports dev.hardening.servlet.metrics;
    exports dev.hardening.servlet.proxy;
    exports dev.hardening.servlet.ratelimit;
    exports dev.hardening.servlet.roles;
    exports dev.hardening.servlet.signature;
    exports dev.hardening.servlet.support;
    exports dev.hardening.servlet.tenant;
    exports dev.hardening.servlet.token;
    exports dev.hardening.servlet.transport;
    exports dev.hardening.servlet;
}
