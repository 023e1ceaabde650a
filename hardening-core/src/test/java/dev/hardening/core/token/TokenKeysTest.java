package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.HandMadeToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeysTest {

    private static final Secret OLD = Secret.ofUtf8("old", "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G");
    private static final Secret NEW = Secret.ofUtf8("new", "Qm7xW2nRt5vKz8bJc4dLf6gHs3pYa9Ue");
    private static final Secret THIRD = Secret.ofUtf8("third", "Tb6cV9mXe2rWq5yNu8iKo1pLa4sDf7Gh");
    private static final Identity ALICE =
            Identity.provedBy(Proof.TOKEN, "alice").build();

    private final FakeTicker time = new FakeTicker();

    /** One instance of a service, as it is configured. */
    private final class Instance {
        private final TokenSettings settings;
        private final TokenKeys keys;

        private Instance(Secret current, Secret... previous) {
            settings = TokenSettings.builder()
                    .keys(KeyRing.of(current, List.of(previous)))
                    .issuer("https://api.example.org")
                    .build();
            keys = TokenKeys.of(settings, time);
        }

        private String access() {
            return new TokenIssuer(settings, keys).access(ALICE, "s1", "t1", time.instant());
        }

        private String refresh() {
            return new TokenIssuer(settings, keys)
                    .refresh(
                            "alice",
                            "s1",
                            0,
                            "r1",
                            time.instant(),
                            time.instant().plus(Duration.ofDays(7)));
        }

        private boolean takes(String access) {
            return new TokenVerifier(settings, keys, time).access(access) instanceof Verified.Good;
        }

        private boolean takesRefresh(String refresh) {
            return new TokenVerifier(settings, keys, time).refresh(refresh) instanceof Verified.Good;
        }
    }

    @Test
    void a_roll_out_in_two_phases_fails_no_request_on_any_mix_of_instances() {
        Instance before = new Instance(OLD);
        Instance knows = new Instance(OLD, NEW);
        Instance signs = new Instance(NEW, OLD);
        Instance after = new Instance(NEW);
        // Each phase is a mix of two neighbours.
        for (Instance[] mix : new Instance[][] {{before, knows}, {knows, signs}, {signs, after}}) {
            boolean last = mix[1] == after;
            for (Instance issuer : mix) {
                for (Instance verifier : mix) {
                    assertEquals(true, verifier.takes(issuer.access()));
                    assertEquals(true, verifier.takesRefresh(issuer.refresh()));
                }
            }
            // Only what was signed before the last phase is gone, which by then has expired.
            assertEquals(!last, mix[1].takes(knows.access()));
        }
    }

    @Test
    void promoting_at_once_would_make_instances_refuse_each_others_tokens() {
        assertEquals(false, new Instance(OLD).takes(new Instance(NEW, OLD).access()));
    }

    @Test
    void a_replaced_key_verifies_until_all_that_it_signed_is_over() {
        Instance instance = new Instance(OLD);
        String access = instance.access();
        String refresh = instance.refresh();
        instance.keys.rotateTo(NEW);
        assertEquals(true, instance.takes(access) && instance.takesRefresh(refresh));
        assertNotEquals(access, instance.access());
        time.advance(Duration.ofDays(6));
        assertEquals(false, instance.takes(access));
        assertEquals(true, instance.takesRefresh(refresh), "the refresh token lives seven days");
        assertEquals(
                new Verified.Bad<AccessToken>(TokenFault.KEY_UNKNOWN),
                new TokenVerifier(instance.settings, instance.keys, time).access(access));
    }

    @Test
    void a_revoked_key_is_over_at_once_for_both_kinds() {
        Instance instance = new Instance(OLD);
        String access = instance.access();
        String refresh = instance.refresh();
        assertEquals(true, instance.takes(access));
        instance.keys.rotateTo(NEW);
        instance.keys.revoke(OLD);
        assertEquals(false, instance.takes(access));
        assertEquals(false, instance.takesRefresh(refresh));
        assertEquals(true, instance.takes(instance.access()));
    }

    @Test
    void nothing_is_signed_with_a_revoked_primary_key() {
        Instance instance = new Instance(OLD, NEW);
        String access = instance.access();
        instance.keys.revoke(OLD);
        assertEquals(false, instance.takes(access));
        assertThrows(StoreUnavailableException.class, instance::access);
    }

    @Test
    void a_revoked_key_acts_on_tokens_that_were_seen_before() {
        Instance instance = new Instance(OLD);
        try (Tokens tokens = Tokens.builder(instance.settings)
                .keys(instance.keys)
                .time(time, time)
                .build()) {
            FakeRequest request = FakeRequest.from("192.0.2.1").line("Authorization", "Bearer " + instance.access());
            assertInstanceOf(Authentication.Proved.class, tokens.authenticate(request));
            assertInstanceOf(Authentication.Proved.class, tokens.authenticate(request));
            instance.keys.rotateTo(NEW);
            assertInstanceOf(Authentication.Proved.class, tokens.authenticate(request));
            instance.keys.revoke(OLD);
            assertInstanceOf(Authentication.Refused.class, tokens.authenticate(request));
        }
    }

    @Test
    void a_token_without_kid_is_tried_against_three_keys_and_no_more() {
        String header = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";
        Secret fourth = Secret.ofUtf8("fourth", "Yh4jU7kIl0oPz3xSw6eDc9rFv2tGb5nM");
        Instance instance = new Instance(OLD, NEW, THIRD, fourth);
        String claims = HandMadeToken.part(instance.access(), 1);
        for (Secret key : List.of(OLD, NEW, THIRD, fourth)) {
            String token = key.exposeBytes(bytes -> HandMadeToken.hs256(bytes, header, claims));
            assertEquals(!key.equals(fourth), instance.takes(token), key.name());
        }
        assertEquals(true, instance.takes(new Instance(fourth).access()), "with its kid it is found");
    }

    @Test
    void the_kid_changes_with_the_key_and_tells_nothing_of_it() {
        String one = HandMadeToken.part(new Instance(OLD).access(), 0);
        assertNotEquals(one, HandMadeToken.part(new Instance(NEW).access(), 0));
        assertNotEquals(one, HandMadeToken.part(new Instance(OLD).refresh(), 0));
        assertEquals(one, HandMadeToken.part(new Instance(OLD, NEW).access(), 0));
    }

    @Test
    void rotating_to_a_key_that_is_too_short_changes_nothing() {
        Instance instance = new Instance(OLD);
        String access = instance.access();
        assertThrows(
                IllegalArgumentException.class, () -> instance.keys.rotateTo(Secret.ofUtf8("short", "x".repeat(31))));
        assertEquals(access, instance.access());
    }

    @Test
    void a_key_file_is_followed_and_a_bad_one_changes_nothing(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("jwt"), "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G\n");
        SettingReader reader = SettingReader.of(SettingSource.of(Map.of(
                "JWT_SECRET_FILE",
                file.toString(),
                "JWT_ISSUER",
                "https://api.example.org",
                "NODE_ENV",
                "production")));
        TokenSettings settings = TokenSettings.read(reader);
        assertEquals(List.of(), reader.finish().refusals());
        List<SecurityEvent> events = new ArrayList<>();
        Redactor redactor = new Redactor();
        try (TokenKeys keys = TokenKeys.follow(settings, time, events::add, redactor)) {
            TokenIssuer issuer = new TokenIssuer(settings, keys);
            TokenVerifier verifier = new TokenVerifier(settings, keys, time);
            String first = issuer.access(ALICE, "s1", "t1", time.instant());
            Files.writeString(file, "Qm7xW2nRt5vKz8bJc4dLf6gHs3pYa9Ue");
            keys.poll();
            keys.poll();
            String second = issuer.access(ALICE, "s1", "t1", time.instant());
            assertNotEquals(first, second);
            assertInstanceOf(Verified.Good.class, verifier.access(first));
            assertInstanceOf(Verified.Good.class, verifier.access(second));
            assertEquals("***", redactor.redact("Qm7xW2nRt5vKz8bJc4dLf6gHs3pYa9Ue"));
            Files.writeString(file, "short");
            keys.poll();
            keys.poll();
            assertEquals(second, issuer.access(ALICE, "s1", "t1", time.instant()));
            assertEquals(
                    List.of(SecurityEventType.SECRET_RELOADED, SecurityEventType.SECRET_REJECTED),
                    events.stream().map(SecurityEvent::type).toList());
        }
    }
}
