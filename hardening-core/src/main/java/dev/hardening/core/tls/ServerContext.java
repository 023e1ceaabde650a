package dev.hardening.core.tls;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The context behind the context that servers hold: a new one after each change of the pair. A context keeps sessions for
 * a day, and a client that resumes one is shown no certificate, so it would go on with the old pair.
 */
final class ServerContext extends SSLContextSpi {

    private final X509ExtendedKeyManager keys;
    private volatile SSLContext now;

    private ServerContext(X509ExtendedKeyManager keys) {
        this.keys = keys;
        this.now = fresh(keys);
    }

    /** Returns the context for servers and what renews it. */
    static Renewable of(X509ExtendedKeyManager keys) {
        ServerContext spi = new ServerContext(keys);
        return new Renewable(spi);
    }

    private static SSLContext fresh(X509ExtendedKeyManager keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Without trust managers nobody is trusted; Java's own would take any public certificate for a client's.
            context.init(new KeyManager[] {keys}, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no TLS", e);
        }
    }

    /** A context as the JDK's classes know it. */
    static final class Renewable extends SSLContext {

        private final ServerContext spi;

        private Renewable(ServerContext spi) {
            super(spi, spi.now.getProvider(), spi.now.getProtocol());
            this.spi = spi;
        }

        /** Forgets all sessions: who connects from now on shakes hands anew. */
        void renew() {
            spi.now = fresh(spi.keys);
        }
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] managers, TrustManager @Nullable [] trust, @Nullable SecureRandom random) {
        throw new IllegalStateException("this context has its keys already");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return now.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return new ServerSockets(now.getServerSocketFactory());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return newest(now.createSSLEngine());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return newest(now.createSSLEngine(host, port));
    }

    private static SSLEngine newest(SSLEngine engine) {
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(TlsKeys.protocols());
        return engine;
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return now.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return now.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        SSLParameters parameters = now.getDefaultSSLParameters();
        parameters.setProtocols(TlsKeys.protocols());
        return parameters;
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        SSLParameters parameters = now.getSupportedSSLParameters();
        parameters.setProtocols(TlsKeys.protocols());
        return parameters;
    }
}
