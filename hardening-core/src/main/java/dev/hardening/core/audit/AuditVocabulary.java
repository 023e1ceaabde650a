package dev.hardening.core.audit;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one table that gives events the names of the OWASP Logging Vocabulary, or names in its manner. */
public final class AuditVocabulary {

    private static final Set<String> OF_UNPROVED = Set.of(
            "authn_login_fail",
            "authn_fail",
            "apikey_auth_fail",
            "signature_fail",
            "authn_token_fail",
            "authn_session_fail");

    private static final Set<String> OF_REQUESTS = Arrays.stream(SecurityEventType.values())
            .filter(AuditVocabulary::isToldByCall)
            .map(type -> name(SecurityEvent.of(type).build()))
            .collect(Collectors.toUnmodifiableSet());

    private AuditVocabulary() {}

    /** Returns the name of what happened. */
    public static String name(SecurityEvent event) {
        return switch (event.type()) {
            case AUTHENTICATION_SUCCEEDED -> "authn_login_success";
            case AUTHENTICATION_FAILED -> failedProof(event);
            case LOGIN_LOCKED -> "authn_login_lock";
            case SESSION_STARTED -> "session_created";
            case SESSION_ENDED -> "session_expired";
            case TOKEN_REUSED -> "authn_token_reuse";
            case ACCESS_DENIED, ADDRESS_REFUSED -> "authz_fail";
            case RATE_LIMITED -> "excess_rate_limit_exceeded";
            case REQUEST_REFUSED, BODY_REFUSED, INPUT_REFUSED -> "input_validation_fail";
            case CROSS_ORIGIN_REFUSED ->
                event.code() == RefusalCode.CORS_NOT_ALLOWED ? "malicious_cors" : "malicious_csrf";
            case FORWARDED_IGNORED -> "malicious_extraneous";
            case FLAG_CHANGED -> "authz_admin";
            case SECRET_RELOADED -> "secret_reloaded";
            case SECRET_REJECTED -> "secret_rejected";
            case STORE_FAILED -> "sys_store_fail";
            case OVERLOADED -> "sys_overload";
            case DEPENDENCY_FAILED -> "sys_dependency_fail";
            case REQUEST_TIMED_OUT -> "sys_request_timeout";
            case LIMITER_OVERFLOWING -> "sys_limiter_overflow";
            case HEALTH_CHANGED -> "sys_health_changed";
            case BREAKER_OPENED -> "sys_breaker_opened";
            case BREAKER_PROBING -> "sys_breaker_probing";
            case BREAKER_CLOSED -> "sys_breaker_closed";
        };
    }

    private static String failedProof(SecurityEvent event) {
        if (event.code() == RefusalCode.LOGIN_FAILED) {
            return "authn_login_fail";
        }
        @Nullable String credential = event.credential();
        if (credential == null) {
            return "authn_fail";
        }
        return switch (credential) {
            case "api_key" -> "apikey_auth_fail";
            case "signature" -> "signature_fail";
            case "token" -> "authn_token_fail";
            case "cookie" -> "authn_session_fail";
            default -> "authn_fail";
        };
    }

    /** Tells whether this is the name of a failed proof: whom it names is only claimed. */
    static boolean isOfUnproved(String name) {
        return OF_UNPROVED.contains(name);
    }

    /** Tells whether requests alone, as many as a client likes, are the cause of what has this name. */
    static boolean isOfRequests(String name) {
        return OF_REQUESTS.contains(name) || "malicious_cors".equals(name);
    }

    /** Returns how it ended: what was refused was denied; what could not be done has failed. */
    public static AuditResult result(SecurityEvent event) {
        return switch (event.type()) {
            case STORE_FAILED,
                    OVERLOADED,
                    DEPENDENCY_FAILED,
                    REQUEST_TIMED_OUT,
                    SECRET_REJECTED,
                    LIMITER_OVERFLOWING,
                    BREAKER_OPENED -> AuditResult.FAILURE;
            case HEALTH_CHANGED -> AuditResult.SUCCESS; // it may be a change for the better
            default -> event.type().isWarning() ? AuditResult.DENIED : AuditResult.SUCCESS;
        };
    }

    /**
     * Tells whether the record of a call tells the event well enough. What changes who may do something later, or concerns
     * more than the call, gets a record of its own as well.
     */
    public static boolean isToldByCall(SecurityEventType type) {
        return switch (type) {
            case AUTHENTICATION_SUCCEEDED,
                    AUTHENTICATION_FAILED,
                    ACCESS_DENIED,
                    ADDRESS_REFUSED,
                    RATE_LIMITED,
                    REQUEST_REFUSED,
                    BODY_REFUSED,
                    INPUT_REFUSED,
                    CROSS_ORIGIN_REFUSED,
                    FORWARDED_IGNORED,
                    STORE_FAILED,
                    OVERLOADED,
                    DEPENDENCY_FAILED,
                    REQUEST_TIMED_OUT -> true;
            default -> false;
        };
    }
}
