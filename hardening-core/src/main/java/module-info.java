/** The pure core of Hardening: settings, secrets, decisions, limits and policies. */
module dev.hardening.core {
    requires io.github.bucket4j.core;
    requires java.net.http;
    requires org.slf4j;
    requires static com.nimbusds.jose.jwt;
    requires static bcrypt;
    requires static org.bouncycastle.provider;
    requires static org.jspecify;

    exports dev.hardening.core.accesslog;
    exports dev.hardening.core.apikey;
    exports dev.hardening.core.bodylimit;
    exports dev.hardening.core.cli;
    exports dev.hardening.core.cookie;
    exports dev.hardening.core.correlation;
    exports dev.hardening.core.cors;
    exports dev.hardening.core.crosssite;
    exports dev.hardening.core.deadline;
    exports dev.hardening.core.decision;
    exports dev.hardening.core.errors;
    exports dev.hardening.core.event;
    exports dev.hardening.core.firewall;
    exports dev.hardening.core.flags;
    exports dev.hardening.core.headers;
    exports dev.hardening.core.health;
    exports dev.hardening.core.identity;
    exports dev.hardening.core.input;
    exports dev.hardening.core.ipaccess;
    exports dev.hardening.core.json;
    exports dev.hardening.core.lockout;
    exports dev.hardening.core.net;
    exports dev.hardening.core.password;
    exports dev.hardening.core.posture;
    exports dev.hardening.core.proxy;
    exports dev.hardening.core.ratelimit;
    exports dev.hardening.core.request;
    exports dev.hardening.core.roles;
    exports dev.hardening.core.secret;
    exports dev.hardening.core.settings;
    exports dev.hardening.core.tenant;
    exports dev.hardening.core.time;
    exports dev.hardening.core.tls;
    exports dev.hardening.core.token;
    exports dev.hardening.core.transport;
    exports dev.hardening.core;
}
