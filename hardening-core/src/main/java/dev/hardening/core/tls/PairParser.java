package dev.hardening.core.tls;

import dev.hardening.core.secret.SecretFileException;
import dev.hardening.core.secret.SecretFileException.Reason;
import dev.hardening.core.secret.SecretFilesParser;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Severity;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/** Judges the pair that follows another one. While the old one works, there is no reason to take one with a fault. */
final class PairParser implements SecretFilesParser<PemKeyStore> {

    private final Path keyFile;
    private final Path certificateFile;
    private final InstantSource clock;
    private volatile boolean takesFaulty;

    PairParser(Path keyFile, Path certificateFile, InstantSource clock, boolean takesFaulty) {
        this.keyFile = keyFile;
        this.certificateFile = certificateFile;
        this.clock = clock;
        this.takesFaulty = takesFaulty;
    }

    /** Takes nothing with a fault from now on. */
    void beStrict() {
        takesFaulty = false;
    }

    @Override
    public PemKeyStore parse(List<byte[]> contents) {
        PemKeyStore pair;
        try {
            pair = PemKeyStore.parse(contents.get(0), contents.get(1));
        } catch (InvalidSettingsException e) {
            throw refused(e.problems().get(0));
        }
        List<Problem> refusals = refusals(pair, clock);
        if (!refusals.isEmpty() && !takesFaulty) {
            // What time does not heal is told rather than what it does.
            throw refused(refusals.stream()
                    .min(Comparator.comparing(problem -> problem.code() == ProblemCode.CERTIFICATE_NOT_YET_VALID))
                    .orElseThrow());
        }
        return pair;
    }

    static List<Problem> refusals(PemKeyStore pair, InstantSource clock) {
        return CertificateRules.judge(pair.chain(), clock.instant()).stream()
                .filter(problem -> problem.severity() == Severity.REFUSE)
                .toList();
    }

    private SecretFileException refused(Problem problem) {
        Path file = problem.name().equals(TlsSettings.HTTPS_KEY_PATH.name()) ? keyFile : certificateFile;
        Reason reason = switch (problem.code()) {
            case PAIR_MISMATCHED, CERTIFICATE_CHAIN_BROKEN -> Reason.MISMATCHED;
            case CERTIFICATE_EXPIRED -> Reason.EXPIRED;
            case CERTIFICATE_NOT_YET_VALID -> Reason.NOT_YET_VALID;
            case CERTIFICATE_WEAK -> Reason.WEAK;
            default -> Reason.UNUSABLE;
        };
        return SecretFileException.of(reason, file);
    }
}
