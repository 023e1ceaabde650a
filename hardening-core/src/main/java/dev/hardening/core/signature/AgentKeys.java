package dev.hardening.core.signature;

import dev.hardening.core.secret.Base64Url;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one moment. An agent that has keys of its own is proved by them alone, so neither another agent nor whoever
 * knows the shared secret can speak for it. Immutable.
 */
final class AgentKeys {

    /** Nobody knows it: what it is compared for costs as much as with a key, and never matches. */
    private static final List<AgentKey> NOBODYS =
            List.of(new AgentKey("nobody", new SecretGenerator().hex("nobody", 32)));

    private final @Nullable KeyRing ring;
    private final List<AgentKey> shared;
    private final Map<String, List<AgentKey>> own = new LinkedHashMap<>();
    private final AgentNames names;
    private final List<AgentKey> all;

    AgentKeys(SignatureSettings settings, @Nullable KeyRing ring) {
        this.ring = ring;
        this.shared = ring == null ? List.of() : keys(settings.sharedName(), ring);
        settings.agents().forEach((agent, keys) -> own.put(agent, keys(agent, keys)));
        this.names = new AgentNames(own.keySet());
        List<AgentKey> found = new ArrayList<>(shared);
        own.values().forEach(found::addAll);
        this.all = found.isEmpty() ? NOBODYS : List.copyOf(found);
    }

    private static List<AgentKey> keys(String agent, KeyRing ring) {
        List<AgentKey> keys = new ArrayList<>();
        for (Secret secret : ring.all()) {
            keys.add(new AgentKey(agent, secret));
        }
        return List.copyOf(keys);
    }

    boolean isOf(@Nullable KeyRing other) {
        return ring == other;
    }

    /** Returns the keys that may speak for an agent; all of them when what is signed names nobody. */
    private List<AgentKey> of(@Nullable String agent) {
        if (agent == null) {
            return all;
        }
        List<AgentKey> his = own.getOrDefault(agent, shared);
        return his.isEmpty() ? NOBODYS : his;
    }

    /** Returns the keys of an agent whom what is signed names, or should have named. */
    private List<AgentKey> named(@Nullable String agent) {
        return of(agent == null ? "" : agent);
    }

    /**
     * Finds the key of the named agent that has made one of the signatures. Whoever knows the shared secret only may not go
     * by a name that reads like that of an agent with a secret of its own.
     */
    Match find(@Nullable String agent, byte[] message, List<byte[]> given) throws Unsigned {
        Match found = match(named(agent), message, given);
        if (agent != null && names.isLookAlike(agent)) {
            throw Unsigned.because(SignatureFault.LOOK_ALIKE);
        }
        return found;
    }

    /** Finds the key that has made one of the signatures, whosever it is. */
    Match findAny(byte[] message, List<byte[]> given) throws Unsigned {
        return match(of(null), message, given);
    }

    /**
     * Tries every key, so that the time tells nothing about the one that was right. Signatures by secrets of two agents are
     * nobody's: who left one of them out would change whom the rest proves.
     */
    private static Match match(List<AgentKey> keys, byte[] message, List<byte[]> given) throws Unsigned {
        Match found = null;
        boolean mixed = false;
        for (AgentKey key : keys) {
            byte[] mac = key.mac(message);
            for (byte[] one : given) {
                if (AgentKey.isEqual(mac, one)) {
                    mixed |= found != null && !found.key.agent().equals(key.agent());
                    found = new Match(key, Base64Url.encode(mac));
                }
            }
        }
        if (found == null || mixed) {
            throw Unsigned.because(SignatureFault.WRONG_SIGNATURE);
        }
        return found;
    }

    /** A key, and the MAC that it has computed, in base64url. */
    record Match(AgentKey key, String mac) {}
}
