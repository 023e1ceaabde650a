package dev.hardening.core.cli;

import java.net.http.HttpHeaders;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a service has answered.
 *
 * @param text the first 64 KiB of the body, as UTF-8
 * @param certificates of the service, its own first; empty over plain http
 */
record WebAnswer(int status, HttpHeaders headers, String text, List<Certificate> certificates) {

    /** Returns the field's value, several lines joined as RFC 9110 section 5.3 has it. */
    Optional<String> field(String name) {
        List<String> values = headers.allValues(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    /** Returns when the first certificate of the chain expires. */
    Optional<Instant> expiry() {
        return certificates.stream()
                .filter(X509Certificate.class::isInstance)
                .map(certificate ->
                        ((X509Certificate) certificate).getNotAfter().toInstant())
                .min(Instant::compareTo);
    }
}
