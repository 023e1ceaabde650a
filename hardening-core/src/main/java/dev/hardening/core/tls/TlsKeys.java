package dev.hardening.core.tls;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.secret.ReloadListener;
import dev.hardening.core.secret.ReloadingFile;
import dev.hardening.core.secret.SecretFileException;
import dev.hardening.core.secret.SecretReloader;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The key and the certificates that a running server shows, which follow their files. Give a server the
 * {@link #sslContext()} or the {@link #keyManager()}; both show a new pair to whoever connects after the change, while
 * connections that exist keep the old one. Safe for use by many threads.
 *
 * <p>A new pair comes into use when both files hold it whole, they belong together, and it has none of the faults that
 * production refuses at the start. Otherwise the old pair stays and {@code SECRET_REJECTED} is published, once for each
 * change; a pair that is not valid yet is tried again until it is.
 */
public final class TlsKeys implements AutoCloseable {

    private static final String NAMES = TlsSettings.HTTPS_KEY_PATH.name() + ", " + TlsSettings.HTTPS_CERT_PATH.name();

    private final InstantSource clock;
    private final ReloadingKeyManager manager;
    private final ServerContext.Renewable context;
    private final ReloadingFile<PemKeyStore> files;
    private final SecretReloader reloader;

    private TlsKeys(TlsSettings settings, InstantSource clock, SecurityEventListener events) {
        Path keyFile = settings.keyFile().orElseThrow(() -> new IllegalStateException("the settings are without TLS"));
        Path certificateFile = settings.certificateFile().orElseThrow();
        PairParser parser = new PairParser(keyFile, certificateFile, clock, settings.takesFaultyCertificates());
        List<Problem> refusals = PairParser.refusals(settings.load(), clock);
        if (!refusals.isEmpty() && !settings.takesFaultyCertificates()) {
            throw new InvalidSettingsException(refusals);
        }
        this.clock = clock;
        try {
            this.files = ReloadingFile.openAll(
                    NAMES, List.of(keyFile, certificateFile), parser, ReloadListener.publishing(events), this::use);
        } catch (SecretFileException e) {
            // They were good a moment ago, and are being replaced just now.
            throw new InvalidSettingsException(PemKeyStore.unreadable(
                    keyFile.equals(e.path()) ? TlsSettings.HTTPS_KEY_PATH : TlsSettings.HTTPS_CERT_PATH));
        }
        parser.beStrict();
        this.manager = new ReloadingKeyManager(files.get());
        this.context = ServerContext.of(manager);
        this.reloader = new SecretReloader(List.of(files));
    }

    /**
     * Returns the pair of the files, which changes when somebody calls {@link #poll()}.
     *
     * @param events hears of new pairs ({@code SECRET_RELOADED}) and of rejected ones ({@code SECRET_REJECTED})
     * @throws InvalidSettingsException when the files hold no pair, or one with a fault that the settings do not allow
     * @throws IllegalStateException when the settings are without TLS
     */
    public static TlsKeys open(TlsSettings settings, InstantSource clock, SecurityEventListener events) {
        return new TlsKeys(settings, clock, events);
    }

    /**
     * As {@link #open}, and looks at the files by itself, on one daemon thread until {@link #close()}: a new pair is in use
     * within ten seconds.
     *
     * @throws InvalidSettingsException when the files hold no pair, or one with a fault that the settings do not allow
     * @throws IllegalStateException when the settings are without TLS
     */
    public static TlsKeys follow(TlsSettings settings, InstantSource clock, SecurityEventListener events) {
        TlsKeys keys = new TlsKeys(settings, clock, events);
        keys.reloader.start();
        return keys;
    }

    private void use(PemKeyStore pair) {
        manager.use(pair);
        context.renew();
    }

    /**
     * Returns the context for a server: TLS 1.2 and 1.3 with the cipher suites that the JDK has on by default, and no
     * certificates of clients. It always shows the pair in use, and knows no sessions from before the last change.
     *
     * <p>A {@link javax.net.ssl.SSLServerSocket} made by it shows a new pair, too, but lets clients resume sessions that
     * were begun before.
     */
    public SSLContext sslContext() {
        return context;
    }

    /** Returns the key manager for a context of one's own, whose sessions are one's own business then. */
    public X509ExtendedKeyManager keyManager() {
        return manager;
    }

    /** Returns the pair in use. */
    public PemKeyStore pair() {
        return manager.pair();
    }

    /** Returns the certificates in use, the server's own first. */
    public List<X509Certificate> chain() {
        return pair().chain();
    }

    /** Returns how many whole days the certificates in use stay valid, below zero once one has expired: for a health check. */
    public long daysLeft() {
        return pair().daysLeft(clock.instant());
    }

    /** Tells whether the certificates in use expire within 14 days, or have: for a health check. */
    public boolean expiresSoon() {
        return daysLeft() < CertificateRules.WARN_DAYS;
    }

    /**
     * Looks at the files now; for tests, for one's own scheduler and for operators in a hurry. A change counts at the second
     * look.
     *
     * @return what was found
     */
    public ReloadingFile.Outcome poll() {
        return files.poll();
    }

    static String[] protocols() {
        return new String[] {"TLSv1.3", "TLSv1.2"};
    }

    /** Ends the thread, if there is one. The pair in use stays usable. */
    @Override
    public void close() {
        reloader.close();
    }
}
