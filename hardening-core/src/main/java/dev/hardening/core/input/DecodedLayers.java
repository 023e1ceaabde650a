package dev.hardening.core.input;

import dev.hardening.core.input.ActiveContent.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a text as it stands and as decoders would leave it. Which decoders an application has nobody here knows, and
 * one that is not applied may leave a decoy that hides what another uncovers; so every order of the kinds is tried, to a
 * depth that no honest pipeline exceeds, and equal texts are judged once.
 */
final class DecodedLayers {

    /** How deep the kinds are mixed in every order: at most 3 + 9 + 27 texts beside the original. */
    static final int ORDERED_DEPTH = 3;

    /** How deep all kinds are decoded at once. */
    static final int JOINT_DEPTH = 6;

    /** No order of the kinds, and no depth, leads to more texts than these. */
    static final int MOST_LAYERS = 1 + 3 + 9 + 27 + 1 + JOINT_DEPTH;

    private static final int[] KINDS = {LayerDecoder.REFERENCES, LayerDecoder.PERCENT, LayerDecoder.BACKSLASH};

    private static final int ENCODED =
            TextTraits.AMPERSAND | TextTraits.PERCENT | TextTraits.BACKSLASH | TextTraits.FOLDABLE;

    private final Set<Reason> ignored;

    /** Each text that was judged, by its fingerprint, with the least depth at which it was met. */
    private final Map<Long, Integer> judged = new HashMap<>();

    DecodedLayers(Set<Reason> ignored) {
        this.ignored = ignored;
    }

    /** Returns the first reason found in any of the layers, or null. */
    @Nullable
    Reason find(String text, int traits) {
        Reason found = judge(text, 0);
        if (found != null || !TextTraits.has(traits, ENCODED)) {
            return found;
        }
        found = decodeInEveryOrder(text, 1);
        return found != null ? found : decodeJointly(text);
    }

    /** Returns how many texts were judged. */
    int count() {
        return judged.size();
    }

    /** Goes down before it goes on, so that no more texts are held at once than the way is deep. */
    private @Nullable Reason decodeInEveryOrder(String text, int depth) {
        for (int kind : KINDS) {
            String decoded = LayerDecoder.decode(text, kind);
            if (decoded == null) {
                continue;
            }
            long fingerprint = TextFingerprint.of(decoded);
            Integer before = judged.get(fingerprint);
            if (before != null && before <= depth) {
                continue;
            }
            Reason found = judge(decoded, fingerprint, depth);
            if (found == null && depth < ORDERED_DEPTH) {
                found = decodeInEveryOrder(decoded, depth + 1);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Reason decodeJointly(String text) {
        String folded = LayerDecoder.decode(text, LayerDecoder.LOOKALIKES);
        Reason found = folded == null ? null : judge(folded, JOINT_DEPTH);
        String layer = LayerDecoder.decode(text, LayerDecoder.ALL);
        for (int depth = 0; depth < JOINT_DEPTH && found == null && layer != null; depth++) {
            found = judge(layer, JOINT_DEPTH);
            layer = LayerDecoder.decode(layer, LayerDecoder.ALL);
        }
        return found;
    }

    private @Nullable Reason judge(String text, int depth) {
        return judge(text, TextFingerprint.of(text), depth);
    }

    private @Nullable Reason judge(String text, long fingerprint, int depth) {
        boolean isKnown = judged.containsKey(fingerprint);
        judged.merge(fingerprint, depth, Math::min);
        return isKnown ? null : new MarkupScanner(text, ignored).find();
    }
}
