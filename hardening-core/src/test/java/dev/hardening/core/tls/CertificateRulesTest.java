package dev.hardening.core.tls;

import static dev.hardening.testing.TestCertificate.BEGIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Severity;
import dev.hardening.testing.TestCertificate;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about certificates, at each side of each bound. */
class CertificateRulesTest {

    private static final Instant END = BEGIN.plus(Duration.ofDays(365));
    private static final Instant NOW = BEGIN.plus(Duration.ofDays(100));

    private static final KeyPair EC = TestCertificate.key("EC-secp256r1");
    private static final KeyPair RSA = TestCertificate.key("RSA-2048");
    private static final KeyPair SHORT = TestCertificate.key("RSA-1024");

    private static final TestCertificate ROOT = TestCertificate.of(TestCertificate.key("EC-secp256r1"))
            .subject("CN=root")
            .valid(BEGIN, BEGIN.plus(Duration.ofDays(1)))
            .build();
    private static final TestCertificate MIDDLE = TestCertificate.of(TestCertificate.key("EC-secp256r1"))
            .subject("CN=middle")
            .issuedBy(ROOT)
            .valid(BEGIN, END.plus(Duration.ofDays(1)))
            .build();
    private static final TestCertificate LEAF =
            TestCertificate.of(EC).issuedBy(MIDDLE).build();

    private static List<X509Certificate> chain(TestCertificate... certificates) {
        return Stream.of(certificates).map(TestCertificate::certificate).toList();
    }

    private static List<ProblemCode> codes(List<X509Certificate> chain, Instant now) {
        return CertificateRules.judge(chain, now).stream().map(Problem::code).toList();
    }

    static Stream<Arguments> moments() {
        Instant twoWeeks = END.minus(Duration.ofDays(14));
        return Stream.of(
                Arguments.of(BEGIN.minusMillis(1), List.of(ProblemCode.CERTIFICATE_NOT_YET_VALID), 365),
                Arguments.of(BEGIN, List.of(), 365),
                Arguments.of(twoWeeks, List.of(), 14),
                Arguments.of(twoWeeks.plusMillis(1), List.of(ProblemCode.CERTIFICATE_EXPIRES_SOON), 13),
                Arguments.of(END.minusSeconds(1), List.of(ProblemCode.CERTIFICATE_EXPIRES_SOON), 0),
                Arguments.of(END, List.of(ProblemCode.CERTIFICATE_EXPIRES_SOON), 0),
                Arguments.of(END.plusMillis(1), List.of(ProblemCode.CERTIFICATE_EXPIRED), -1),
                Arguments.of(END.plus(Duration.ofDays(3)), List.of(ProblemCode.CERTIFICATE_EXPIRED), -3));
    }

    @ParameterizedTest
    @MethodSource("moments")
    void tells_what_time_it_is_for_a_certificate(Instant now, List<ProblemCode> expected, long daysLeft) {
        List<X509Certificate> chain = chain(LEAF, MIDDLE);
        assertEquals(expected, codes(chain, now));
        assertEquals(daysLeft, CertificateRules.daysLeft(chain, now));
    }

    @Test
    void only_a_near_end_lets_a_service_start() {
        assertEquals(
                List.of(Severity.WARN),
                CertificateRules.judge(chain(LEAF), END.minusSeconds(1)).stream()
                        .map(Problem::severity)
                        .toList());
        for (Instant faulty : List.of(BEGIN.minusSeconds(1), END.plusSeconds(1))) {
            assertEquals(
                    List.of(Severity.REFUSE),
                    CertificateRules.judge(chain(LEAF), faulty).stream()
                            .map(Problem::severity)
                            .toList());
        }
    }

    @Test
    void an_issuer_that_ends_first_counts() {
        TestCertificate brief = TestCertificate.of(MIDDLE.keys())
                .subject("CN=middle")
                .issuedBy(ROOT)
                .valid(BEGIN, NOW.minusSeconds(1))
                .build();
        assertEquals(List.of(ProblemCode.CERTIFICATE_EXPIRED), codes(chain(LEAF, brief), NOW));
        assertEquals(-1, CertificateRules.daysLeft(chain(LEAF, brief), NOW));
    }

    /** A root that has expired is no fault, since each client looks at its own copy. */
    static Stream<Arguments> chains() {
        TestCertificate otherMiddle = TestCertificate.of(TestCertificate.key("EC-secp256r1"))
                .subject("CN=middle")
                .issuedBy(ROOT)
                .build();
        return Stream.of(
                Arguments.of("leaf alone", chain(LEAF), true),
                Arguments.of("leaf, middle", chain(LEAF, MIDDLE), true),
                Arguments.of("leaf, middle, root", chain(LEAF, MIDDLE, ROOT), true),
                Arguments.of("leaf, root", chain(LEAF, ROOT), false),
                Arguments.of("leaf, root, middle", chain(LEAF, ROOT, MIDDLE), false),
                Arguments.of("leaf twice", chain(LEAF, LEAF), false),
                Arguments.of("leaf, middle twice", chain(LEAF, MIDDLE, MIDDLE), false),
                Arguments.of("another issuer of the same name", chain(LEAF, otherMiddle), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chains")
    void each_certificate_is_issued_by_the_next(String name, List<X509Certificate> chain, boolean good) {
        assertEquals(good ? List.of() : List.of(ProblemCode.CERTIFICATE_CHAIN_BROKEN), codes(chain, NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "RSA-2048, SHA256withRSA, true",
        "RSA-2048, SHA1withRSA, false",
        "RSA-2048, MD5withRSA, false",
        "RSA-1024, SHA256withRSA, false",
        "EC-secp256r1, SHA256withECDSA, true",
        "EC-secp256r1, SHA1withECDSA, false",
        "EC-secp384r1, SHA256withECDSA, true",
        "Ed25519, Ed25519, true"
    })
    void keys_and_signatures_that_can_be_forged_are_refused(String kind, String signature, boolean good) {
        KeyPair keys = kind.equals("RSA-2048") ? RSA : kind.equals("RSA-1024") ? SHORT : TestCertificate.key(kind);
        TestCertificate certificate =
                TestCertificate.of(keys).signature(signature).build();
        assertEquals(
                good ? List.of() : List.of(ProblemCode.CERTIFICATE_WEAK),
                CertificateRules.judge(chain(certificate), NOW).stream()
                        .map(Problem::code)
                        .toList());
    }

    @Test
    void the_signature_of_a_root_does_not_count_but_that_of_an_issuer_does() {
        TestCertificate root = TestCertificate.of(RSA)
                .subject("CN=root")
                .signature("SHA1withRSA")
                .build();
        TestCertificate good = TestCertificate.of(EC).issuedBy(root).build();
        assertEquals(List.of(), codes(chain(good, root), NOW));

        TestCertificate middle = TestCertificate.of(EC)
                .subject("CN=middle")
                .issuedBy(root)
                .signature("SHA1withRSA")
                .build();
        TestCertificate leaf = TestCertificate.of(EC).issuedBy(middle).build();
        assertEquals(List.of(ProblemCode.CERTIFICATE_WEAK), codes(chain(leaf, middle), NOW));
    }

    @Test
    void all_faults_are_told_at_once() {
        TestCertificate worst = TestCertificate.of(SHORT)
                .valid(END, BEGIN)
                .issuedBy(ROOT)
                .signature("SHA256withECDSA")
                .build();
        assertEquals(
                List.of(
                        ProblemCode.CERTIFICATE_NOT_YET_VALID,
                        ProblemCode.CERTIFICATE_EXPIRED,
                        ProblemCode.CERTIFICATE_CHAIN_BROKEN,
                        ProblemCode.CERTIFICATE_WEAK),
                codes(chain(worst, LEAF), NOW));
        CertificateRules.judge(chain(worst, LEAF), NOW).forEach(problem -> {
            assertEquals("HTTPS_CERT_PATH", problem.name());
            assertTrue(problem.toString().length() < 300, problem::toString);
        });
    }
}
