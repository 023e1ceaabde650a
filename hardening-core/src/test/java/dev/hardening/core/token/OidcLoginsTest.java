package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.net.Origin;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeIssuer;
import dev.hardening.testing.FakeRequest;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.HandMadeToken;
import dev.hardening.testing.IssuerKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Guide row E-57: code flow with PKCE, against an issuer on this machine. */
@Timeout(60)
class OidcLoginsTest {

    private static final IssuerKey KEY = IssuerKey.make("ES256", "one");
    private static final IssuerKey NEXT = IssuerKey.make("ES256", "two");
    private static final String ORIGIN = "http://127.0.0.1:3000";
    private static final Secret SECRET = Secret.ofUtf8("OIDC_CLIENT_SECRET", FakeIssuer.CLIENT_SECRET);

    private final FakeTicker ticker = new FakeTicker();
    private final CountDownLatch end = new CountDownLatch(1);
    private FakeIssuer issuer;
    private OidcLogins logins;

    @BeforeEach
    void start() throws IOException {
        issuer = new FakeIssuer(ticker);
        issuer.publish(KEY);
        logins = open(settings());
    }

    @AfterEach
    void stop() {
        end.countDown();
        logins.close();
        issuer.close();
    }

    private OidcSettings.Builder settings() {
        return OidcSettings.builder(issuer.url(), FakeIssuer.CLIENT_ID, SECRET, Origin.parse(ORIGIN))
                .unsafeLoopbackHttp();
    }

    private OidcLogins open(OidcSettings.Builder settings) {
        return OidcLogins.builder(settings.build()).time(ticker, ticker).build();
    }

    /** A room that does not wait for long, but has heard what the issuer says of itself, however slow the machine is. */
    private OidcLogins hasty() {
        OidcLogins room = OidcLogins.builder(settings().build())
                .time(ticker, ticker)
                .answerWithin(Duration.ofMillis(300))
                .build();
        for (int i = 0; i < 50 && room.start(null) instanceof OidcAnswer.Refused; i++) {
            ticker.advance(Duration.ofSeconds(5));
        }
        return room;
    }

    /** One browser, which keeps its cookie, and where it was sent. */
    private record Browser(String location, String cookie) {
        Map<String, String> asked() {
            return FakeIssuer.form(URI.create(location).getRawQuery());
        }
    }

    private Browser begin(OidcLogins at, @Nullable String returnPath) {
        OidcAnswer.Redirect away = assertInstanceOf(OidcAnswer.Redirect.class, at.start(returnPath));
        return new Browser(
                away.location(), away.setCookie().substring(0, away.setCookie().indexOf(';')));
    }

    private Browser begin() {
        return begin(logins, null);
    }

    /** Comes back with this query; no name comes twice unless with an ampersand at its start. */
    private OidcAnswer callback(OidcLogins at, String query, String... cookies) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                String name = pair.substring(0, pair.indexOf('='));
                String value = FakeIssuer.form(pair).get(name);
                String[] before = parameters.getOrDefault(name, new String[0]);
                String[] all =
                        Stream.concat(Stream.of(before), Stream.of(value)).toArray(String[]::new);
                parameters.put(name, all);
            }
        }
        return at.callback(parameters, FakeRequest.from("192.0.2.1").lines("Cookie", List.of(cookies)));
    }

    private OidcAnswer callback(String query, String... cookies) {
        return callback(logins, query, cookies);
    }

    private OidcAnswer login(Browser browser) {
        return callback(issuer.login(browser.location(), "dora"), browser.cookie());
    }

    private static Refusal refusal(OidcAnswer answer) {
        return assertInstanceOf(OidcAnswer.Refused.class, answer, answer::toString)
                .refusal();
    }

    /** What the client is told is one and the same, whatever is wrong. */
    private static void assertInvalid(OidcAnswer answer, String what) {
        Refusal refusal = refusal(answer);
        assertEquals(RefusalCode.OIDC_CALLBACK_INVALID, refusal.code(), what);
        assertEquals(400, refusal.status());
        assertEquals(RefusalCode.OIDC_CALLBACK_INVALID.detail(), refusal.detail());
        assertEquals(List.of(), refusal.fields());
    }

    private static void assertUnavailable(OidcAnswer answer, String what) {
        Refusal refusal = refusal(answer);
        assertEquals(RefusalCode.STORE_UNAVAILABLE, refusal.code(), () -> what + ": " + answer);
        assertEquals(Duration.ofSeconds(5), refusal.retryAfter());
    }

    private static OidcAnswer.Proved proved(OidcAnswer answer) {
        return assertInstanceOf(OidcAnswer.Proved.class, answer, answer::toString);
    }

    @Test
    void E_57_a_user_of_the_issuer_is_proved() {
        issuer.claims(claims -> claims.replace("}", ",\"roles\":[\"admin\"],\"tenant\":\"acme\",\"sid\":\"theirs\"}"));
        Browser browser = begin(logins, "/board?tab=1");
        OidcAnswer.Proved proved = proved(login(browser));
        Identity caller = proved.caller();
        assertEquals("dora", caller.subject());
        assertEquals(Proof.TOKEN, caller.proof());
        assertEquals(Set.of("admin"), caller.roles());
        assertEquals("acme", caller.tenant());
        assertEquals(null, caller.session(), "the issuer's session is not this service's");
        assertEquals(ORIGIN + "/board?tab=1", proved.location());
    }

    @Test
    void the_browser_is_sent_to_the_address_found_by_discovery_with_all_that_it_needs() {
        Browser browser = begin(open(settings().scopes("profile", "email")), null);
        Map<String, String> asked = browser.asked();
        assertTrue(browser.location().startsWith(issuer.url() + "/authorize?tenant=a&"), browser.location());
        assertEquals("code", asked.get("response_type"));
        assertEquals(FakeIssuer.CLIENT_ID, asked.get("client_id"));
        assertEquals(ORIGIN + "/auth/callback", asked.get("redirect_uri"));
        assertEquals("S256", asked.get("code_challenge_method"));
        assertEquals(
                Set.of("openid", "profile", "email"),
                Set.of(String.valueOf(asked.get("scope")).split(" ", -1)));
        for (String name : List.of("state", "nonce", "code_challenge")) {
            assertEquals(43, String.valueOf(asked.get(name)).length(), name);
        }
        assertEquals(9, asked.size(), asked::toString);
    }

    @Test
    void nothing_of_two_log_ins_is_alike() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Browser browser = begin();
            assertTrue(seen.add(browser.cookie()));
            for (String name : List.of("state", "nonce", "code_challenge")) {
                assertTrue(seen.add(browser.asked().get(name)));
            }
        }
    }

    @Test
    void the_cookie_hides_all_that_it_holds() {
        Browser browser = begin(logins, "/secret-place");
        byte[] raw = java.util.Base64.getUrlDecoder()
                .decode(browser.cookie().substring(browser.cookie().indexOf('=') + 1));
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains("secret-place"));
        assertFalse(text.contains(browser.asked().get("state")));
        assertFalse(text.contains(browser.asked().get("nonce")));
    }

    @Test
    void the_cookie_is_as_narrow_as_browsers_allow() {
        OidcAnswer.Redirect http = (OidcAnswer.Redirect) logins.start(null);
        assertTrue(
                http.setCookie()
                        .matches("oidc-login=[A-Za-z0-9_-]+; Max-Age=600; Path=/auth/callback; HttpOnly; SameSite=Lax"),
                http::setCookie);
        assertEquals("oidc-login=; Max-Age=0; Path=/auth/callback; HttpOnly; SameSite=Lax", logins.clearedCookie());
        OidcLogins https = open(OidcSettings.builder(
                        issuer.url(), FakeIssuer.CLIENT_ID, SECRET, Origin.parse("https://app.example.org"))
                .unsafeLoopbackHttp()
                .callbackPath("/app/back"));
        OidcAnswer.Redirect away = (OidcAnswer.Redirect) https.start(null);
        assertTrue(
                away.setCookie()
                        .matches(
                                "__Host-oidc-login=[A-Za-z0-9_-]+; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=Lax"),
                away::setCookie);
        assertTrue(away.location().contains("redirect_uri=https%3A%2F%2Fapp.example.org%2Fapp%2Fback&"));
        assertTrue(away.setCookie().length() < 4096);
    }

    /** What is changed on the way back: the query, given a good one. */
    static Stream<Arguments> queries() {
        return Stream.of(
                query("no state", query -> query.replaceFirst("&state=[^&]*", "")),
                query("an empty state", query -> query.replaceFirst("&state=[^&]*", "&state=")),
                query("another state", query -> query.replaceFirst("&state=.", "&state=!")),
                query("a longer state", query -> query + "x"),
                query("a shorter state", query -> query.substring(0, query.length() - 1)),
                query("two states", query -> query + "&state=x"),
                query("twice the same state", query -> query + query.substring(query.indexOf("&state="))),
                query("no code", query -> query.replaceFirst("code=[^&]*&", "")),
                query("an empty code", query -> query.replaceFirst("code=[^&]*&", "code=&")),
                query("two codes", query -> query + "&code=code-2"),
                query("a code too long", query -> query.replace("code=", "code=" + "x".repeat(4096))),
                query("a code with a line feed", query -> query.replace("code=", "code=%0a")),
                query("a code beyond ASCII", query -> query.replace("code=", "code=%C3%A9")),
                query("a code of nobody", query -> query.replace("code=", "code=x")),
                query("an error instead of a code", query -> query.replaceFirst("code=[^&]*", "error=access_denied")),
                query("an error beside a code", query -> query + "&error=server_error"),
                query("another issuer", query -> query + "&iss=https%3A%2F%2Fevil.example"),
                query("an empty issuer", query -> query + "&iss="),
                query("two issuers", query -> query + "&iss=a&iss=b"),
                query("nothing", query -> ""));
    }

    private static Arguments query(String what, UnaryOperator<String> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("queries")
    void refuses_a_callback_with(String what, UnaryOperator<String> change) {
        Browser browser = begin();
        String good = issuer.login(browser.location(), "dora");
        assertInvalid(callback(change.apply(good), browser.cookie()), what);
        assertEquals(what.equals("a code of nobody") ? 1 : 0, issuer.redeemed().size(), "what the issuer was asked");
        assertEquals("dora", proved(callback(good, browser.cookie())).caller().subject(), "and takes the good one");
    }

    @Test
    void refuses_a_malformed_query() {
        Browser browser = begin();
        assertInvalid(
                logins.callback(null, FakeRequest.from("192.0.2.1").line("Cookie", browser.cookie())), "malformed");
    }

    @Test
    void asks_the_issuer_nothing_for_a_callback_that_is_nobodys() {
        Browser browser = begin();
        String good = issuer.login(browser.location(), "dora");
        assertInvalid(callback(good), "no cookie");
        assertInvalid(callback(good + "x", browser.cookie()), "another state");
        assertEquals(List.of(), issuer.redeemed());
    }

    @Test
    void a_code_that_is_injected_into_another_browser_logs_nobody_in() {
        Browser attacker = begin();
        Browser victim = begin();
        String ofAttacker = issuer.login(attacker.location(), "mallory");
        String ofVictim = issuer.login(victim.location(), "dora");
        assertInvalid(callback(ofAttacker), "a browser that has begun nothing");
        assertInvalid(callback(ofAttacker, victim.cookie()), "log-in CSRF");
        // The state is the victim's own and the code the attacker's, or the other way round: PKCE binds the code.
        String state = ofVictim.substring(ofVictim.indexOf("&state="));
        String code = ofAttacker.substring(0, ofAttacker.indexOf("&state="));
        assertInvalid(callback(code + state, victim.cookie()), "a swapped code");
        assertEquals(List.of("code-1"), issuer.redeemed());
        assertInvalid(callback(ofVictim, attacker.cookie()), "a stolen code without the cookie");
        assertEquals(
                "dora", proved(callback(ofVictim, victim.cookie())).caller().subject());
    }

    @Test
    void the_log_in_that_was_begun_last_is_the_one_of_a_browser_with_several_tabs() {
        Browser first = begin();
        Browser last = begin();
        assertInvalid(callback(issuer.login(first.location(), "dora"), last.cookie()), "the first tab");
        assertEquals("dora", proved(login(last)).caller().subject());
        assertInvalid(
                callback(issuer.login(last.location(), "dora"), first.cookie() + "; " + last.cookie()),
                "two cookies of one name");
    }

    @Test
    void a_callback_counts_once() {
        Browser browser = begin();
        String query = issuer.login(browser.location(), "dora");
        proved(callback(query, browser.cookie()));
        assertInvalid(callback(query, browser.cookie()), "again, with the cookie kept");
        assertInvalid(callback(query), "again");
    }

    @Test
    void a_log_in_ends_after_ten_minutes() {
        Browser browser = begin();
        ticker.advance(Duration.ofMinutes(10).minusMillis(1));
        String query = issuer.login(browser.location(), "dora");
        ticker.advance(Duration.ofMillis(1));
        assertInvalid(callback(query, browser.cookie()), "at its end");
        assertEquals(List.of(), issuer.redeemed());
        Browser other = begin();
        ticker.advance(Duration.ofMinutes(10).minusSeconds(1));
        assertEquals("dora", proved(login(other)).caller().subject());
    }

    @Test
    void a_cookie_changed_in_any_character_is_none() {
        Browser browser = begin();
        String query = issuer.login(browser.location(), "dora");
        String cookie = browser.cookie();
        int from = cookie.indexOf('=') + 1;
        Random random = new Random(57);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= .";
        for (int at = from; at < cookie.length(); at++) {
            char other = alphabet.charAt(random.nextInt(alphabet.length()));
            if (other != cookie.charAt(at)) {
                String changed = cookie.substring(0, at) + other + cookie.substring(at + 1);
                assertInvalid(callback(query, changed), "seed 57, at " + at + " " + other);
            }
            assertInvalid(callback(query, cookie.substring(0, at)), "cut at " + at);
        }
        assertInvalid(callback(query, cookie + "A"), "longer");
        assertInvalid(callback(query, cookie + "A".repeat(5000)), "far longer");
        assertEquals(List.of(), issuer.redeemed());
    }

    @Test
    void a_cookie_changed_in_any_bit_does_not_open() {
        OidcSeal seal = new OidcSeal(SECRET, "context", new java.security.SecureRandom());
        String sealed = seal.seal("a\nb\nc\nd\ne");
        byte[] whole = java.util.Base64.getUrlDecoder().decode(sealed);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(null, seal.open(HandMadeToken.base64(changed)), "bit " + bit);
        }
        assertEquals("a\nb\nc\nd\ne", seal.open(sealed));
        assertNotEquals(sealed, seal.seal("a\nb\nc\nd\ne"));
    }

    @Test
    void a_cookie_of_another_service_client_secret_or_issuer_is_none() throws IOException {
        Browser browser = begin();
        String query = issuer.login(browser.location(), "dora");
        try (FakeIssuer second = new FakeIssuer(ticker)) {
            Secret other = Secret.ofUtf8("OIDC_CLIENT_SECRET", FakeIssuer.CLIENT_SECRET + "!");
            Origin origin = Origin.parse(ORIGIN);
            List<OidcSettings.Builder> others = List.of(
                    OidcSettings.builder(issuer.url(), FakeIssuer.CLIENT_ID, other, origin),
                    OidcSettings.builder(issuer.url(), "other", SECRET, origin),
                    OidcSettings.builder(second.url(), FakeIssuer.CLIENT_ID, SECRET, origin),
                    OidcSettings.builder(
                            issuer.url(), FakeIssuer.CLIENT_ID, SECRET, Origin.parse("http://127.0.0.1:3001")),
                    settings().callbackPath("/other"));
            for (OidcSettings.Builder builder : others) {
                try (OidcLogins room = open(builder.unsafeLoopbackHttp())) {
                    assertInvalid(
                            callback(room, query, browser.cookie()),
                            room.settings().summary());
                }
            }
        }
        try (OidcLogins instance = open(settings())) {
            proved(callback(instance, query, browser.cookie()));
        }
    }

    @Test
    void an_issuer_that_promises_to_name_itself_must_do_so() {
        issuer.discovery(text -> text.replace("}", ",\"authorization_response_iss_parameter_supported\":true}"));
        Browser browser = begin();
        String query = issuer.login(browser.location(), "dora");
        assertInvalid(callback(query, browser.cookie()), "no iss");
        assertInvalid(callback(query + "&iss=" + issuer.url() + "/", browser.cookie()), "nearly");
        proved(callback(query + "&iss=" + issuer.url(), browser.cookie()));
    }

    /** What is wrong with an ID token: a change of its claims. */
    static Stream<Arguments> claims() {
        return Stream.of(
                query("the nonce of another log-in", text -> text.replaceFirst("\"nonce\":\".", "\"nonce\":\"!")),
                query("no nonce", text -> text.replaceFirst("\"nonce\":\"[^\"]*\",", "")),
                query("a nonce that is no text", text -> text.replaceFirst("\"nonce\":\"[^\"]*\"", "\"nonce\":5")),
                query("another audience", text -> text.replace("check/list:1", "other")),
                query("no audience", text -> text.replace("\"aud\"", "\"x\"")),
                query(
                        "several audiences without azp",
                        text -> text.replace("\"check/list:1\"", "[\"check/list:1\",\"other\"]")),
                query(
                        "several audiences, azp another",
                        text -> text.replace("\"check/list:1\"", "[\"check/list:1\",\"other\"],\"azp\":\"other\"")),
                query("azp another", text -> text.replace("\"check/list:1\"", "\"check/list:1\",\"azp\":\"other\"")),
                query("another issuer", text -> text.replace("\"iss\":\"http://", "\"iss\":\"https://")),
                query("no subject", text -> text.replace("\"sub\":\"dora\",", "")),
                query("a subject that is no text", text -> text.replace("\"dora\"", "7")),
                query(
                        "an end in the past",
                        text -> text.replaceFirst(
                                "\"iat\":[0-9]+,\"exp\":[0-9]+",
                                "\"iat\":" + (FakeTicker.START.getEpochSecond() - 90) + ",\"exp\":"
                                        + (FakeTicker.START.getEpochSecond() - 30))),
                query("no end", text -> text.replaceFirst(",\"exp\":[0-9]+", "")),
                query("no beginning", text -> text.replaceFirst("\"iat\":[0-9]+,", "")),
                query(
                        "a beginning in the future",
                        text -> text.replaceFirst(
                                "\"iat\":[0-9]+", "\"iat\":" + (FakeTicker.START.getEpochSecond() + 31))),
                query(
                        "a life of days",
                        text -> text.replaceFirst(
                                "\"exp\":[0-9]+", "\"exp\":" + (FakeTicker.START.getEpochSecond() + 86_401))),
                query("the use of an access token", text -> text.replace("}", ",\"token_use\":\"access\"}")),
                query("the type of a bearer token", text -> text.replace("}", ",\"typ\":\"Bearer\"}")),
                query("no JSON", text -> text + "x"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void refuses_an_ID_token_with(String what, UnaryOperator<String> change) {
        issuer.claims(change);
        assertInvalid(login(begin()), what);
    }

    @Test
    void takes_an_ID_token_for_several_that_names_this_client() {
        issuer.claims(text -> text.replace(
                "\"check/list:1\"", "[\"other\",\"check/list:1\"],\"azp\":\"check/list:1\",\"typ\":\"ID\""));
        proved(login(begin()));
    }

    @Test
    void refuses_ID_tokens_that_the_issuers_keys_have_not_signed() {
        issuer.signWith(IssuerKey.make("ES256", "one"));
        assertInvalid(login(begin()), "another key of the same name");
        issuer.publish(KEY);
        String header = "{\"alg\":\"HS256\",\"kid\":\"one\"}";
        List<UnaryOperator<String>> changes = List.of(
                token -> HandMadeToken.hs256(FakeIssuer.CLIENT_SECRET, header, HandMadeToken.part(token, 1)),
                token -> HandMadeToken.hs256(KEY.encoded(), header, HandMadeToken.part(token, 1)),
                token -> HandMadeToken.base64("{\"alg\":\"none\"}") + token.substring(token.indexOf('.')),
                token -> HandMadeToken.base64("{\"alg\":\"none\"}") + "." + HandMadeToken.base64("{}") + ".",
                token -> token + "A",
                token -> token.substring(0, token.lastIndexOf('.') + 1),
                token -> "x".repeat(9000),
                token -> "");
        for (int i = 0; i < changes.size(); i++) {
            issuer.idToken(changes.get(i));
            assertInvalid(login(begin()), "change " + i);
        }
        issuer.idToken(token -> token);
        proved(login(begin()));
    }

    @Test
    void follows_the_issuer_to_a_new_key() {
        proved(login(begin()));
        issuer.publish(KEY, NEXT);
        proved(login(begin()));
        proved(login(begin()));
        assertEquals(2, issuer.fetches());
    }

    /** What a token endpoint answers that is not well. */
    static Stream<Arguments> answers() {
        return Stream.of(
                answer("500", exchange -> FakeIssuer.answer(exchange, 500, "{}")),
                answer("503", exchange -> FakeIssuer.answer(exchange, 503, "")),
                answer("401", exchange -> FakeIssuer.answer(exchange, 401, "{\"error\":\"invalid_client\"}")),
                answer(
                        "400 of another kind",
                        exchange -> FakeIssuer.answer(exchange, 400, "{\"error\":\"unauthorized_client\"}")),
                answer("400 without JSON", exchange -> FakeIssuer.answer(exchange, 400, "<html>")),
                answer("400 without a body", exchange -> FakeIssuer.answer(exchange, 400, "")),
                answer("204", exchange -> FakeIssuer.answer(exchange, 204, "")),
                answer("no JSON", exchange -> FakeIssuer.answer(exchange, 200, "<html></html>")),
                answer("a list", exchange -> FakeIssuer.answer(exchange, 200, "[]")),
                answer("no ID token", exchange -> FakeIssuer.answer(exchange, 200, "{\"access_token\":\"x\"}")),
                answer("a number for an ID token", exchange -> FakeIssuer.answer(exchange, 200, "{\"id_token\":1}")),
                answer(
                        "two ID tokens",
                        exchange -> FakeIssuer.answer(exchange, 200, "{\"id_token\":\"a\",\"id_token\":\"b\"}")),
                answer(
                        "100 KiB",
                        exchange ->
                                FakeIssuer.answer(exchange, 200, "{\"id_token\":\"" + "x".repeat(100 * 1024) + "\"}")),
                answer("a redirect to a good one", exchange -> {
                    exchange.getResponseHeaders().set("Location", "/elsewhere");
                    FakeIssuer.answer(exchange, 307, "");
                }));
    }

    private static Arguments answer(String what, FakeIssuer.Handler handler) {
        return Arguments.of(what, handler);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void cannot_decide_where_the_token_endpoint_answers(String what, FakeIssuer.Handler handler) {
        List<String> followed = new ArrayList<>();
        issuer.on("/elsewhere", exchange -> {
            followed.add(exchange.getRequestURI().toString());
            FakeIssuer.answer(exchange, 200, "{}");
        });
        issuer.tokenEndpoint(handler);
        assertUnavailable(login(begin()), what);
        assertEquals(List.of(), followed);
        issuer.tokenEndpoint(null);
        proved(login(begin()));
    }

    @Test
    void cannot_decide_where_the_token_endpoint_hangs_or_breaks_off_and_sends_no_code_twice() {
        List<String> asked = new CopyOnWriteArrayList<>();
        try (OidcLogins hasty = hasty()) {
            Browser browser = begin();
            issuer.tokenEndpoint(exchange -> {
                asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                await();
            });
            assertUnavailable(callback(hasty, issuer.login(browser.location(), "dora"), browser.cookie()), "hangs");
        }
        issuer.tokenEndpoint(exchange -> asked.add("broken off"));
        assertUnavailable(login(begin()), "breaks off without an answer");
        assertEquals(2, asked.size(), asked::toString);
    }

    @Test
    void no_more_than_sixteen_calls_to_the_issuer_are_under_way() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch reached = new CountDownLatch(OidcHttp.MOST);
        CountDownLatch go = new CountDownLatch(1);
        issuer.on("/slow", exchange -> {
            reached.countDown();
            await(go);
            FakeIssuer.answer(exchange, 200, "{}");
        });
        try (OidcHttp http = new OidcHttp(Duration.ofSeconds(30))) {
            URI slow = URI.create(issuer.url() + "/slow");
            List<Future<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < OidcHttp.MOST; i++) {
                calls.add(threads.submit(() -> http.get(slow)));
            }
            assertTrue(reached.await(30, TimeUnit.SECONDS));
            assertThrows(IOException.class, () -> http.get(slow));
            go.countDown();
            for (Future<byte[]> call : calls) {
                assertEquals(2, call.get(30, TimeUnit.SECONDS).length);
            }
        } finally {
            go.countDown();
            threads.shutdownNow();
        }
    }

    private void await() {
        await(end);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void cannot_decide_while_the_issuer_is_down() {
        Browser browser = begin();
        String query = issuer.login(browser.location(), "dora");
        issuer.close();
        assertUnavailable(callback(query, browser.cookie()), "callback");
        try (OidcLogins fresh = open(settings())) {
            assertUnavailable(fresh.start(null), "start");
            assertUnavailable(callback(fresh, query, browser.cookie()), "callback without discovery");
        }
    }

    @Test
    void cannot_decide_without_the_issuers_keys() {
        issuer.discovery(text -> text.replace("/keys", "/gone"));
        assertUnavailable(login(begin()), "no keys");
    }

    @Test
    void believes_a_discovery_document_only_of_this_issuer_and_with_good_addresses() {
        List<UnaryOperator<String>> changes = List.of(
                text -> text.replace("\"issuer\":\"http://", "\"issuer\":\"https://"),
                text -> text.replace("\"issuer\"", "\"x\""),
                text -> text.replace(
                        "\"authorization_endpoint\":\"http://127.0.0.1",
                        "\"authorization_endpoint\":\"http://192.0.2.7"),
                text -> text.replace("\"token_endpoint\":\"http://127.0.0.1", "\"token_endpoint\":\"http://192.0.2.7"),
                text -> text.replace("\"token_endpoint\":\"http", "\"token_endpoint\":\"ftp"),
                text -> text.replace("\"authorization_endpoint\":\"", "\"authorization_endpoint\":\"javascript:"),
                text -> text.replace("authorization_endpoint", "x"),
                text -> text.replace("token_endpoint", "x"),
                text -> "[]");
        for (int i = 0; i < changes.size(); i++) {
            issuer.discovery(changes.get(i));
            try (OidcLogins fresh = open(settings())) {
                assertUnavailable(fresh.start(null), "change " + i);
            }
        }
    }

    @Test
    void ends_what_hangs_when_it_is_closed() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        CountDownLatch reached = new CountDownLatch(1);
        issuer.on("/slow", exchange -> {
            reached.countDown();
            await();
        });
        OidcHttp http = new OidcHttp(Duration.ofMinutes(5));
        try {
            Future<byte[]> call = threads.submit(() -> http.get(URI.create(issuer.url() + "/slow")));
            assertTrue(reached.await(30, TimeUnit.SECONDS));
            http.close();
            assertThrows(ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS));
            assertThrows(IOException.class, () -> http.get(URI.create(issuer.url() + "/keys")));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keeps_what_the_issuer_says_of_itself_for_an_hour_and_through_an_outage() {
        begin();
        issuer.discovery(text -> text.replace("/authorize", "/moved"));
        ticker.advance(Duration.ofMinutes(59));
        assertTrue(begin().location().contains("/authorize?"));
        ticker.advance(Duration.ofMinutes(1));
        assertTrue(begin().location().contains("/moved?"));
        issuer.discovery(text -> "down");
        ticker.advance(Duration.ofHours(1));
        assertTrue(begin().location().contains("/moved?"));
    }

    @Test
    void leaves_an_issuer_alone_for_five_seconds_that_did_not_answer() {
        issuer.discovery(text -> "down");
        assertUnavailable(logins.start(null), "down");
        issuer.discovery(text -> text);
        assertUnavailable(logins.start(null), "a moment later");
        ticker.advance(Duration.ofSeconds(5));
        begin();
    }

    @Test
    void a_way_back_that_leads_elsewhere_is_refused() {
        for (String path : OidcPathTest.UNSAFE) {
            Refusal refusal = refusal(logins.start(path));
            assertEquals(RefusalCode.INPUT_INVALID, refusal.code(), path);
            assertFalse(path.length() > 3 && refusal.detail().contains(path));
        }
    }

    @Test
    void texts_name_no_secret() {
        Browser browser = begin();
        String all = logins.settings()
                + logins.settings().summary()
                + OidcTransaction.begin(new java.security.SecureRandom(), "/", ticker.instant());
        assertFalse(all.contains(FakeIssuer.CLIENT_SECRET));
        assertFalse(all.contains("verifier="));
        assertFalse(login(browser).toString().contains(FakeIssuer.CLIENT_SECRET));
    }
}
