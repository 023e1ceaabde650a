package dev.hardening.core.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.identity.Proof;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignedRouteTest {

    private static final Route GUARDED = Route.guarded("/ai/verify-proof");

    @Test
    void only_a_signed_route_takes_signatures() {
        assertFalse(GUARDED.takes(Proof.SIGNATURE));
        assertTrue(GUARDED.takes(Proof.TOKEN));
        assertFalse(GUARDED.provedBy(Proof.SIGNATURE).takes(Proof.SIGNATURE), "in no scheme at all");
        Route signed = GUARDED.signed(SignatureScheme.RAW_BODY);
        assertTrue(signed.takes(Proof.SIGNATURE));
        assertTrue(signed.takes(Proof.TOKEN));
        assertFalse(signed.provedBy(Proof.SIGNATURE).takes(Proof.TOKEN));
        assertFalse(signed.provedBy(Proof.API_KEY).takes(Proof.SIGNATURE));
        assertEquals(
                Set.of(SignatureScheme.RAW_BODY), signed.provedBy(Proof.API_KEY).signatures());
        assertEquals(Set.of(), GUARDED.signatures());
    }

    @Test
    void a_route_says_for_which_action_its_bodies_are_signed() {
        assertNull(GUARDED.signedAction());
        Route signed = GUARDED.signed(SignatureScheme.PYTHON_JSON).signedAction("verify_proof");
        assertEquals("verify_proof", signed.methods("POST").signedAction());
        assertThrows(IllegalArgumentException.class, () -> GUARDED.signedAction(" "));
    }

    @Test
    void an_open_route_asks_for_no_signature() {
        Route open = Route.open("/ai/health");
        assertThrows(IllegalStateException.class, () -> open.signed(SignatureScheme.PYTHON_JSON));
        assertThrows(IllegalStateException.class, () -> open.signedAction("verify_proof"));
    }

    @Test
    void a_route_knows_whether_a_signature_is_the_only_proof() {
        assertTrue(GUARDED.provedBy(Proof.SIGNATURE).isProvedBySignatureOnly());
        assertFalse(GUARDED.provedBy(Proof.SIGNATURE, Proof.TOKEN).isProvedBySignatureOnly());
        assertFalse(GUARDED.isProvedBySignatureOnly());
    }
}
