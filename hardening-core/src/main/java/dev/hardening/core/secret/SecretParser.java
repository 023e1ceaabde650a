package dev.hardening.core.secret;

import dev.hardening.core.secret.SecretFileException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the content of a secret file into the value that the application uses.
 *
 * @param <T> the value, such as a {@link Secret}, a list of them or a connection pool's settings
 */
@FunctionalInterface
public interface SecretParser<T> {

    /**
     * Parses and judges the content. Whatever this throws refuses the content; messages of exceptions other than
     * {@link SecretFileException} are dropped because they may quote it.
     *
     * @param content all bytes of the file; wiped after the call, so copy what is to be kept
     */
    T parse(Path path, byte[] content);

    /** One secret, read like {@link SecretFile#read} and accepted if {@code rule} does not refuse it. */
    static SecretParser<Secret> one(String name, SecretRule rule) {
        return (path, content) -> {
            Secret secret = SecretFile.parseOne(name, path, content);
            requireAcceptable(path, List.of(secret), rule);
            return secret;
        };
    }

    /** Several secrets, read like {@link SecretFile#readList} and accepted if {@code rule} refuses none of them. */
    static SecretParser<List<Secret>> list(String name, SecretRule rule) {
        return (path, content) -> {
            List<Secret> secrets = SecretFile.parseList(name, path, content);
            requireAcceptable(path, secrets, rule);
            return secrets;
        };
    }

    private static void requireAcceptable(Path path, List<Secret> secrets, SecretRule rule) {
        List<SecretFinding> refusals = new ArrayList<>();
        for (Secret secret : secrets) {
            for (SecretFinding finding : rule.check(secret)) {
                if (finding.severity() == SecretFinding.Severity.REFUSE) {
                    refusals.add(finding);
                }
            }
        }
        if (!refusals.isEmpty()) {
            throw new SecretFileException(Reason.WEAK, path, refusals);
        }
    }
}
