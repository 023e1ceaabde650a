package dev.hardening.examples.honestly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.HandMadeToken;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide 004: users log in for tokens. */
class TokensContractTest {

    private static long claim(String token, String name) {
        return Long.parseLong(HandMadeToken.part(token, 1).replaceFirst(".*\"" + name + "\":([0-9]+).*", "$1"));
    }

    @ParameterizedTest
    @EnumSource
    void H_01_H_28_H_29_a_log_in_gives_a_pair_a_refresh_gives_another_and_a_log_out_ends_both(ServerKind kind)
            throws Exception {
        try (Honestly app = Honestly.start("SERVER", kind.name())) {
            Response login = app.login();
            assertEquals(200, login.status(), login::toString);
            String access = Honestly.member(login, "access_token");
            String refresh = Honestly.member(login, "refresh_token");
            assertEquals(3600, claim(access, "exp") - claim(access, "iat"));
            assertEquals(604_800, claim(refresh, "exp") - claim(refresh, "iat"));

            Response me = app.get("/auth/me", Honestly.bearer(access));
            assertEquals(200, me.status());
            assertTrue(me.text().contains("alice"), me::toString);
            assertEquals(401, app.get("/auth/me", Honestly.bearer(refresh)).status());
            assertEquals(
                    "Bearer",
                    Objects.toString(app.get("/auth/me").header("WWW-Authenticate"))
                            .split(" ", 2)[0]);

            Response again = app.refresh(refresh);
            assertEquals(200, again.status(), again::toString);
            String next = Honestly.member(again, "access_token");
            assertNotEquals(access, next);
            assertTrue(app.post("/auth/logout", "", Honestly.bearer(next)).status() < 300);
            assertEquals(401, app.get("/auth/me", Honestly.bearer(next)).status());
            assertEquals(
                    401, app.refresh(Honestly.member(again, "refresh_token")).status());
        }
    }

    @Test
    void H_01_a_spent_refresh_token_ends_its_family() throws Exception {
        try (Honestly app = Honestly.start()) {
            String first = Honestly.member(app.login(), "refresh_token");
            String second = Honestly.member(app.refresh(first), "refresh_token");
            assertEquals(401, app.refresh(first).status());
            assertEquals(401, app.refresh(second).status());
        }
    }

    @Test
    void H_28_H_29_lives_are_settings_in_seconds() throws Exception {
        try (Honestly app = Honestly.start("JWT_ACCESS_EXPIRY", "120", "JWT_REFRESH_EXPIRY", "7200")) {
            Response login = app.login();
            String access = Honestly.member(login, "access_token");
            String refresh = Honestly.member(login, "refresh_token");
            assertEquals(120, claim(access, "exp") - claim(access, "iat"));
            assertEquals(7200, claim(refresh, "exp") - claim(refresh, "iat"));
        }
    }

    @Test
    void H_36_H_59_a_token_counts_on_every_instance_with_its_key_now_or_before() throws Exception {
        String newer = "5d2b8e0f47a91c63d8f24b7e90a3c516f8e7d4c2b1a09f83e6d5c4b3a2918f70";
        try (Honestly one = Honestly.start();
                Honestly other = Honestly.start();
                Honestly rotated = Honestly.start("JWT_SECRET", newer, "JWT_SECRET_PREVIOUS", Honestly.JWT_SECRET);
                Honestly stranger = Honestly.start("JWT_SECRET", newer)) {
            String token = Honestly.bearer(Honestly.member(one.login(), "access_token"));
            assertEquals(200, other.get("/auth/me", token).status());
            assertEquals(200, rotated.get("/auth/me", token).status());
            assertEquals(401, stranger.get("/auth/me", token).status());
        }
    }
}
