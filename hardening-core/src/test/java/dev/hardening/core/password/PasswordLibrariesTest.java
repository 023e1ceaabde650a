package dev.hardening.core.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of hash works without the jars of the others. */
class PasswordLibrariesTest {

    /** Loads the room anew, and none of the libraries whose packages begin so. */
    private static final class Without extends ClassLoader {
        private final List<String> hidden;

        Without(List<String> hidden) {
            super(Without.class.getClassLoader());
            this.hidden = hidden;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (hidden.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.hardening.core.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = Without.class.getClassLoader().getResourceAsStream(file)) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** What runs inside: hashes, checks, and checks a hash of bcrypt and one of Argon2. */
    public static final class Probe implements Callable<String> {
        private final String kind;

        /** Remembers the kind of hash. */
        public Probe(String kind) {
            this.kind = kind;
        }

        @Override
        public String call() {
            Passwords passwords = new Passwords(PasswordSettings.builder()
                    .hash(PasswordSettings.HASH.parse(kind))
                    .bcryptCost(4)
                    .build());
            PasswordEncoding encoding = passwords.encode("password".toCharArray());
            String own = ((PasswordEncoding.Encoded) encoding).text();
            return passwords.verify("password".toCharArray(), own) + " "
                    + passwords.verify(
                            "a".toCharArray(), "$2b$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu")
                    + " "
                    + passwords.verify(
                            "password".toCharArray(),
                            "{argon2id}$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"
                                    + "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4");
        }
    }

    private static String run(String kind, String... hidden) throws Exception {
        Class<?> probe = new Without(List.of(hidden)).loadClass(Probe.class.getName());
        Object made = probe.getConstructor(String.class).newInstance(kind);
        return (String) probe.getMethod("call").invoke(made);
    }

    @ParameterizedTest
    @CsvSource({
        "pbkdf2, at.favre., org.bouncycastle., MATCHED NOT_MATCHED NOT_MATCHED",
        "pbkdf2, none., none., MATCHED NEEDS_REHASH NEEDS_REHASH",
        "bcrypt, org.bouncycastle., none., MATCHED MATCHED NOT_MATCHED",
        "bcrypt-sha256, org.bouncycastle., none., MATCHED NEEDS_REHASH NOT_MATCHED",
        "argon2id, at.favre., none., MATCHED NOT_MATCHED NEEDS_REHASH"
    })
    void works_without_the_libraries_that_it_does_not_use(String kind, String one, String two, String expected)
            throws Exception {
        assertEquals(expected, run(kind, one, two));
    }

    @ParameterizedTest
    @CsvSource({
        "bcrypt, at.favre.lib.crypto., at.favre.lib:bcrypt",
        "bcrypt-sha256, at.favre., at.favre.lib:bcrypt",
        "argon2id, org.bouncycastle., org.bouncycastle:bcprov-jdk18on"
    })
    void refuses_to_start_without_the_one_that_it_uses_and_names_it(String kind, String hidden, String library) {
        Throwable thrown = assertThrows(InvocationTargetException.class, () -> run(kind, hidden))
                .getCause();
        assertNotNull(thrown);
        assertEquals(
                "dev.hardening.core.settings.InvalidSettingsException",
                thrown.getClass().getName());
        assertEquals(
                "HRD-1001 REFUSE PASSWORD_HASH: asks for a hash whose library is not there; add " + library
                        + ", or set it to pbkdf2, which needs none",
                thrown.getMessage());
    }

    @Test
    void the_test_s_loader_hides_what_it_should() {
        assertThrows(
                ClassNotFoundException.class,
                () -> new Without(List.of("at.favre.")).loadClass("at.favre.lib.crypto.bcrypt.BCrypt"));
        assertInstanceOf(ClassLoader.class, getClass().getClassLoader());
        assertFalse(Passwords.class.getClassLoader() instanceof Without);
    }
}
