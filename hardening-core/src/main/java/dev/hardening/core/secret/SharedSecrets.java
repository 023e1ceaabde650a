package dev.hardening.core.secret;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Finds one secret under two names. */
final class SharedSecrets {

    private static final String NEW_VALUE = "generate one with: openssl rand -hex 32";

    private SharedSecrets() {}

    static List<SecretFinding> find(List<Secret> secrets) {
        List<List<byte[]>> forms = secrets.stream()
                .map(secret -> secret.<List<byte[]>>exposeBytes(Encodings::digestsOfAllForms))
                .toList();
        List<SecretFinding> findings = new ArrayList<>();
        for (int i = 0; i < secrets.size(); i++) {
            for (int j = i + 1; j < secrets.size(); j++) {
                if (meet(forms.get(i), forms.get(j))) {
                    findings.add(new SecretFinding(
                            secrets.get(i).name() + " and " + secrets.get(j).name(),
                            SecretWeakness.SHARED,
                            SecretFinding.Severity.REFUSE,
                            "are the same secret, if not in the same spelling",
                            NEW_VALUE));
                }
            }
        }
        return List.copyOf(findings);
    }

    private static boolean meet(List<byte[]> these, List<byte[]> those) {
        boolean met = false;
        for (byte[] one : these) {
            for (byte[] other : those) {
                met |= MessageDigest.isEqual(one, other);
            }
        }
        return met;
    }
}
