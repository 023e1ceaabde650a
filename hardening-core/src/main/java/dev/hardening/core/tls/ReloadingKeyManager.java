package dev.hardening.core.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers a server's one pair. A handshake asks for an alias first and for what belongs to it afterwards, so each pair has
 * an alias of its own, and the pair before the last change is still known: no handshake gets the key of one pair and the
 * certificates of another.
 */
final class ReloadingKeyManager extends X509ExtendedKeyManager {

    private static final String PREFIX = "server-";

    private volatile Generation now;

    ReloadingKeyManager(PemKeyStore pair) {
        this.now = new Generation(PREFIX + 1, 1, pair, null);
    }

    synchronized void use(PemKeyStore pair) {
        Generation before = now;
        Generation last = new Generation(before.alias, before.number, before.pair, null);
        now = new Generation(PREFIX + (before.number + 1), before.number + 1, pair, last);
    }

    PemKeyStore pair() {
        return now.pair;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    private @Nullable String alias(String keyType) {
        Generation current = now;
        return current.pair.key().getAlgorithm().equals(keyType) ? current.alias : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        PemKeyStore pair = now.find(alias);
        return pair == null ? null : pair.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        PemKeyStore pair = now.find(alias);
        return pair == null ? null : pair.key();
    }

    /** The pair is a server's, and proves nobody as a client. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private record Generation(
            String alias,
            int number,
            PemKeyStore pair,
            @Nullable Generation before) {

        @Nullable
        PemKeyStore find(String asked) {
            if (alias.equals(asked)) {
                return pair;
            }
            return before == null ? null : before.find(asked);
        }
    }
}
