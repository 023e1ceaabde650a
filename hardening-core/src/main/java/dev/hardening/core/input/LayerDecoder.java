package dev.hardening.core.input;

import org.jspecify.annotations.Nullable;

/** Undoes one layer of encoding in one pass: of one kind, or of several kinds at once. */
final class LayerDecoder {

    /** Character references such as {@literal &}{@code lt;}. */
    static final int REFERENCES = 1;

    /** Percent-encoding, where a plus is a blank as in forms. */
    static final int PERCENT = 1 << 1;

    /** Escapes such as {@code \}{@code u003c}. */
    static final int BACKSLASH = 1 << 2;

    /** What {@link Lookalikes} folds. */
    static final int LOOKALIKES = 1 << 3;

    static final int ALL = REFERENCES | PERCENT | BACKSLASH | LOOKALIKES;

    private LayerDecoder() {}

    /** Returns the decoded text, or null if there was nothing to decode. */
    static @Nullable String decode(CharSequence text, int kinds) {
        StringBuilder out = null;
        int end = text.length();
        int copied = 0;
        int i = 0;
        while (i < end) {
            long decoded = at(text, i, end, kinds);
            if (decoded == Decoded.NOTHING) {
                i++;
                continue;
            }
            if (out == null) {
                out = new StringBuilder(end);
            }
            out.append(text, copied, i);
            int codePoint = Decoded.codePoint(decoded);
            if (codePoint != Lookalikes.DROPPED) {
                out.appendCodePoint(codePoint);
            }
            i = Decoded.end(decoded);
            copied = i;
        }
        return out == null ? null : out.append(text, copied, end).toString();
    }

    private static long at(CharSequence text, int i, int end, int kinds) {
        char c = text.charAt(i);
        return switch (c) {
            case '&' -> (kinds & REFERENCES) != 0 ? CharacterReference.read(text, i, end) : Decoded.NOTHING;
            case '%' -> (kinds & PERCENT) != 0 ? PercentEscape.read(text, i, end) : Decoded.NOTHING;
            case '+' -> (kinds & PERCENT) != 0 ? Decoded.of(' ', i + 1) : Decoded.NOTHING;
            case '\\' -> (kinds & BACKSLASH) != 0 ? BackslashEscape.read(text, i, end) : Decoded.NOTHING;
            default -> {
                boolean folds = (kinds & LOOKALIKES) != 0 && Lookalikes.isFoldable(c);
                yield folds ? folded(text, i, end) : Decoded.NOTHING;
            }
        };
    }

    private static long folded(CharSequence text, int i, int end) {
        char c = text.charAt(i);
        if (c != 0xD835) {
            return Decoded.of(Lookalikes.fold(c), i + 1);
        }
        int letter = i + 1 < end ? Lookalikes.foldMathematical(text.charAt(i + 1)) : Lookalikes.DROPPED;
        return letter == Lookalikes.DROPPED ? Decoded.NOTHING : Decoded.of(letter, i + 2);
    }
}
