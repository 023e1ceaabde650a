package dev.hardening.core.input;

import dev.hardening.core.input.ActiveContent.Reason;
import dev.hardening.core.input.UrlScheme.Strictness;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text once as the tokenizer of HTML would (WHATWG HTML 13.2.5), from every place of a page that it may be
 * written to, all at the same time: as text, inside an attribute's value in double, single or no quotes, and from every
 * less-than sign on, for what looks like a value to one reader is a tag to the next.
 *
 * <p>Those readings are threads of one automaton. Two threads in the same state read the same from there on, so there is
 * at most one for each state, and the cost of a character does not depend on the text. What a thread remembers besides
 * its state are bits: where it started ({@link TagJudge}), which active element it is in ({@link ElementNames}), and
 * which attribute ({@link AttributeNames}).
 */
final class MarkupScanner {

    private static final int TAG_NAME = 0;
    private static final int BEFORE_NAME = 1;
    private static final int NAME = 2;
    private static final int AFTER_NAME = 3;
    private static final int BEFORE_VALUE = 4;
    private static final int UNQUOTED = 5;
    private static final int DOUBLE_QUOTED = 6;
    private static final int SINGLE_QUOTED = 7;

    private static final int NONE = -1;

    /** What a thread still remembers when an attribute is over. */
    private static final int OF_TAG = TagJudge.ORIGIN | ElementNames.PAGE | ElementNames.FORM;

    private static final byte OTHER = 0;
    private static final byte BLANK = 1;
    private static final byte SLASH = 2;
    private static final byte GREATER = 3;
    private static final byte EQUALS = 4;
    private static final byte QUOTE = 5;
    private static final byte LESS = 6;
    private static final byte ADDRESS_SIGN = 7;
    private static final byte[] CLASSES = new byte[128];

    static {
        for (char blank : new char[] {' ', '\t', '\n', '\r', '\f'}) {
            CLASSES[blank] = BLANK;
        }
        CLASSES['/'] = SLASH;
        CLASSES['>'] = GREATER;
        CLASSES['='] = EQUALS;
        CLASSES['"'] = QUOTE;
        CLASSES['\''] = QUOTE;
        CLASSES['<'] = LESS;
        CLASSES['('] = ADDRESS_SIGN;
        CLASSES[':'] = ADDRESS_SIGN;
    }

    private final CharSequence text;
    private final int end;
    private final FirstReason findings;
    private final TagJudge judge;

    /** For each state what its thread remembers, or {@link #NONE}. */
    private final int[] threads = {NONE, NONE, NONE, NONE, NONE, TagJudge.IN_VALUE, TagJudge.IN_VALUE, TagJudge.IN_VALUE
    };

    /** For each state where the name or value starts that its thread reads. */
    private final int[] starts = new int[threads.length];

    private int nameEnd;

    MarkupScanner(CharSequence text, Set<Reason> ignored) {
        this.text = text;
        this.end = text.length();
        this.findings = new FirstReason(ignored);
        this.judge = new TagJudge(text, findings);
    }

    /** Returns the first reason found, or null. */
    @Nullable
    Reason find() {
        judge.wholeText();
        for (int i = 0; i < end && findings.first() == null; i++) {
            char c = text.charAt(i);
            switch (c < CLASSES.length ? CLASSES[c] : OTHER) {
                case BLANK -> blank(i);
                case SLASH -> slash(i);
                case GREATER -> greater(i);
                case EQUALS -> equals(i);
                case QUOTE -> quote(i, c == '"' ? DOUBLE_QUOTED : SINGLE_QUOTED);
                case LESS -> less(i);
                case ADDRESS_SIGN -> {
                    judge.addressSign(i);
                    other(i);
                }
                default -> other(i);
            }
        }
        if (findings.first() == null) {
            endTagName(end);
            endValue(UNQUOTED, end);
            endValue(DOUBLE_QUOTED, end);
            endValue(SINGLE_QUOTED, end);
        }
        return findings.first();
    }

    private void other(int i) {
        if ((threads[BEFORE_NAME] & threads[AFTER_NAME] & threads[BEFORE_VALUE]) != NONE) {
            startName(i);
            startValue(UNQUOTED, i);
        }
    }

    private void blank(int i) {
        endTagName(i);
        endValue(UNQUOTED, i);
        if (threads[NAME] != NONE) {
            starts[AFTER_NAME] = starts[NAME];
            nameEnd = i;
            move(NAME, AFTER_NAME, -1);
        }
    }

    private void slash(int i) {
        startValue(UNQUOTED, i);
        endTagName(i);
        move(NAME, BEFORE_NAME, OF_TAG);
        move(AFTER_NAME, BEFORE_NAME, OF_TAG);
    }

    private void greater(int i) {
        endTagName(i);
        endValue(UNQUOTED, i);
        threads[BEFORE_NAME] = NONE;
        threads[NAME] = NONE;
        threads[AFTER_NAME] = NONE;
        threads[BEFORE_VALUE] = NONE;
    }

    /** An equals sign where a name is expected starts one (13.2.5.32). */
    private void equals(int i) {
        startValue(UNQUOTED, i);
        int named = NONE;
        if (threads[NAME] != NONE) {
            named = threads[NAME] | AttributeNames.kind(text, starts[NAME], i);
            threads[NAME] = NONE;
        }
        if (threads[AFTER_NAME] != NONE) {
            named = merge(named, threads[AFTER_NAME] | AttributeNames.kind(text, starts[AFTER_NAME], nameEnd));
            threads[AFTER_NAME] = NONE;
        }
        startName(i);
        threads[BEFORE_VALUE] = named;
    }

    private void quote(int i, int quoted) {
        int closing = threads[quoted];
        if (closing != NONE) {
            judge.valueEnd(starts[quoted], i, closing);
            threads[quoted] = NONE;
        }
        startName(i);
        if (closing != NONE) {
            threads[BEFORE_NAME] = closing & OF_TAG;
        }
        if (threads[BEFORE_VALUE] != NONE) {
            boolean empty = i + 1 < end && text.charAt(i + 1) == text.charAt(i);
            if (!empty) {
                judge.valueStart(i + 1, threads[BEFORE_VALUE]);
            }
            starts[quoted] = i + 1;
            move(BEFORE_VALUE, quoted, -1);
        }
    }

    /** A tag opens before a letter only, also before one behind a slash (13.2.5.6, 13.2.5.7). */
    private void less(int i) {
        other(i);
        char next = i + 1 < end ? text.charAt(i + 1) : ' ';
        if (Ascii.isLetter(next)) {
            judge.address(i + 1, Strictness.PERHAPS_PROSE);
            starts[TAG_NAME] = i + 1;
            threads[TAG_NAME] = TagJudge.IN_TAG;
        } else if (next == '/') {
            judge.endTagName(i + 2);
        }
    }

    private void startName(int i) {
        int thread = merge(threads[BEFORE_NAME], threads[AFTER_NAME]);
        if (thread != NONE) {
            threads[BEFORE_NAME] = NONE;
            threads[AFTER_NAME] = NONE;
            threads[NAME] = merge(threads[NAME], thread & OF_TAG);
            starts[NAME] = i;
        }
    }

    private void startValue(int state, int i) {
        if (threads[BEFORE_VALUE] != NONE) {
            judge.valueStart(i, threads[BEFORE_VALUE]);
            if (threads[state] == NONE) {
                starts[state] = i;
            }
            move(BEFORE_VALUE, state, -1);
        }
    }

    private void endValue(int state, int i) {
        if (threads[state] != NONE) {
            judge.valueEnd(starts[state], i, threads[state]);
            move(state, BEFORE_NAME, OF_TAG);
        }
    }

    private void endTagName(int i) {
        if (threads[TAG_NAME] != NONE) {
            threads[TAG_NAME] = judge.elementName(starts[TAG_NAME], i);
            move(TAG_NAME, BEFORE_NAME, OF_TAG);
        }
    }

    private void move(int from, int to, int remembered) {
        if (threads[from] != NONE) {
            threads[to] = merge(threads[to], threads[from] & remembered);
            threads[from] = NONE;
        }
    }

    /** Of two threads the surer origin holds, and all that either remembers. */
    private static int merge(int one, int other) {
        if (one == NONE || other == NONE) {
            return one == NONE ? other : one;
        }
        int origin = Math.min(one & TagJudge.ORIGIN, other & TagJudge.ORIGIN);
        return origin | ((one | other) & ~TagJudge.ORIGIN);
    }
}
