package dev.hardening.core.tls;

import dev.hardening.testing.House;
import java.nio.file.Path;

/** Keys and certificates that openssl wrote. */
final class TlsFiles {

    private TlsFiles() {}

    static Path resource(String name) {
        return House.root().resolve("hardening-core/src/test/resources/tls").resolve(name);
    }
}
