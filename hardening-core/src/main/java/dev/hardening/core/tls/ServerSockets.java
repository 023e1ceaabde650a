package dev.hardening.core.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;

/** Makes server sockets that speak TLS 1.2 and 1.3, whatever else the platform would allow. */
final class ServerSockets extends SSLServerSocketFactory {

    private final SSLServerSocketFactory platform;

    ServerSockets(SSLServerSocketFactory platform) {
        this.platform = platform;
    }

    private static ServerSocket newest(ServerSocket socket) {
        ((SSLServerSocket) socket).setEnabledProtocols(TlsKeys.protocols());
        return socket;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return newest(platform.createServerSocket());
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return newest(platform.createServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return newest(platform.createServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return newest(platform.createServerSocket(port, backlog, address));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return platform.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return platform.getSupportedCipherSuites();
    }
}
