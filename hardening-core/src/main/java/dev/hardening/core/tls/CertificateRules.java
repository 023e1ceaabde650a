package dev.hardening.core.tls;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with certificates that can be read and whose key is there. */
final class CertificateRules {

    static final int WARN_DAYS = 14;
    static final String ORDER = "write the server's own certificate first, then the one that issued it, and so on;"
            + " the root may be left out";

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRules.class);
    private static final String NAME = TlsSettings.HTTPS_CERT_PATH.name();
    private static final String RENEW = "renew it; the files are read again while the service runs";
    private static final int LEAST_RSA_BITS = 2048;
    private static final int LEAST_EC_BITS = 224;

    private CertificateRules() {}

    /** Returns the problems, as severe as they are in production. */
    static List<Problem> judge(List<X509Certificate> chain, Instant now) {
        List<Problem> problems = new ArrayList<>();
        List<X509Certificate> shown = looked(chain);
        if (shown.stream().anyMatch(c -> now.isBefore(c.getNotBefore().toInstant()))) {
            problems.add(Problem.refuse(
                    ProblemCode.CERTIFICATE_NOT_YET_VALID,
                    NAME,
                    "holds a certificate that is not valid yet",
                    "set the clock of this machine, or name a certificate that is valid now"));
        }
        Instant end = end(chain);
        if (now.isAfter(end)) {
            problems.add(Problem.refuse(
                    ProblemCode.CERTIFICATE_EXPIRED, NAME, "holds a certificate that has expired", RENEW));
        } else if (now.plus(Duration.ofDays(WARN_DAYS)).isAfter(end)) {
            problems.add(Problem.warn(
                    ProblemCode.CERTIFICATE_EXPIRES_SOON,
                    NAME,
                    "holds a certificate that expires within " + WARN_DAYS + " days",
                    RENEW));
        }
        if (!follows(chain)) {
            problems.add(Problem.refuse(
                    ProblemCode.CERTIFICATE_CHAIN_BROKEN,
                    NAME,
                    "holds certificates of which one was not issued by the next",
                    ORDER));
        }
        if (shown.stream().anyMatch(CertificateRules::isWeak)) {
            problems.add(Problem.refuse(
                    ProblemCode.CERTIFICATE_WEAK,
                    NAME,
                    "holds a certificate with a key of fewer than 2048 bits (RSA) or 224 bits (EC), or that is signed"
                            + " with SHA-1 or MD5",
                    "make a new key, with openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256, and have it"
                            + " certified"));
        }
        return problems;
    }

    static long daysLeft(List<X509Certificate> chain, Instant now) {
        return Math.floorDiv(
                Duration.between(now, end(chain)).toSeconds(),
                Duration.ofDays(1).toSeconds());
    }

    private static Instant end(List<X509Certificate> chain) {
        return looked(chain).stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** The certificates that a client looks at: a root among them is only its hint, since it trusts its own copy. */
    private static List<X509Certificate> looked(List<X509Certificate> chain) {
        List<X509Certificate> looked = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate one = chain.get(i);
            if (i == 0 || !one.getSubjectX500Principal().equals(one.getIssuerX500Principal())) {
                looked.add(one);
            }
        }
        return looked;
    }

    /** RFC 5246 section 7.4.2: each following certificate must directly certify the one preceding it. */
    private static boolean follows(List<X509Certificate> chain) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!isIssued(chain.get(i), chain.get(i + 1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIssued(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            LOG.trace("A certificate is not issued by the next", e);
            return false;
        }
    }

    private static boolean isWeak(X509Certificate certificate) {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (signature.contains("SHA1") || signature.contains("MD5") || signature.contains("MD2")) {
            return true;
        }
        PublicKey key = certificate.getPublicKey();
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength() < LEAST_RSA_BITS;
        }
        return key instanceof ECKey ec && ec.getParams().getOrder().bitLength() < LEAST_EC_BITS;
    }
}
