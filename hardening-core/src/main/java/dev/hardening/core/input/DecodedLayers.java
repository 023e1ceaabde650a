package dev.hardening.core.input;

import dev.hardening.core.input.ActiveContent.Reason;
import java.util.ArrayList;
import java.util.List;
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

    /** In the order of their depth, the original first. */
    private final List<String> layers = new ArrayList<>(4);

    DecodedLayers(Set<Reason> ignored) {
        this.ignored = ignored;
    }

    /** Returns the first reason found in any of the layers, or null. */
    @Nullable
    Reason find(String text, int traits) {
        Reason found = judge(text);
        if (found != null || !TextTraits.has(traits, ENCODED)) {
            return found;
        }
        found = decodeInEveryOrder();
        return found != null ? found : decodeJointly(text);
    }

    /** Returns how many texts were judged. */
    int count() {
        return layers.size();
    }

    private @Nullable Reason decodeInEveryOrder() {
        int from = 0;
        for (int depth = 0; depth < ORDERED_DEPTH; depth++) {
            int to = layers.size();
            for (int i = from; i < to; i++) {
                for (int kind : KINDS) {
                    Reason found = judgeDecoded(layers.get(i), kind);
                    if (found != null) {
                        return found;
                    }
                }
            }
            from = to;
        }
        return null;
    }

    private @Nullable Reason decodeJointly(String text) {
        Reason found = judgeDecoded(text, LayerDecoder.LOOKALIKES);
        String layer = LayerDecoder.decode(text, LayerDecoder.ALL);
        for (int depth = 0; depth < JOINT_DEPTH && found == null && layer != null; depth++) {
            found = judge(layer);
            layer = LayerDecoder.decode(layer, LayerDecoder.ALL);
        }
        return found;
    }

    private @Nullable Reason judgeDecoded(String text, int kinds) {
        String decoded = LayerDecoder.decode(text, kinds);
        return decoded == null ? null : judge(decoded);
    }

    private @Nullable Reason judge(String text) {
        if (layers.contains(text)) {
            return null;
        }
        layers.add(text);
        return new MarkupScanner(text, ignored).find();
    }
}
