package dev.hardening.core.input;

import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rule for a text. What it changes ({@link #cleaned()} and its parts) it changes first; everything else is asked of
 * the result, which is what the app reads. Lengths are UTF-16 units, as {@link String#length()} counts and as
 * JavaScript does. The time is linear in the text. Immutable and safe for use by many threads.
 */
public final class TextRule extends FieldRule {

    /** How long a text may be when its rule does not say: {@value} UTF-16 units. */
    public static final int DEFAULT_MAX_LENGTH = 50_000;

    static final TextRule PLAIN = new TextRule(new Draft());

    private static final String CONTROLS = "must not hold control characters";
    private static final String CONTROLS_OR_BREAKS = "must be one line without control characters or tabs";

    private final Draft is;
    private final String tooLong;
    private final String tooShort;

    private TextRule(Draft draft) {
        if (draft.minLength < 0 || draft.maxLength < draft.minLength) {
            throw new IllegalArgumentException("lengths are 0 or more, and the least is not above the most");
        }
        this.is = draft;
        this.tooLong = "must have at most " + characters(draft.maxLength);
        this.tooShort = "must have at least " + characters(draft.minLength);
    }

    /** Sets the longest text. Throws {@link IllegalArgumentException} below zero or the least length. */
    public TextRule maxLength(int units) {
        Draft draft = new Draft(is);
        draft.maxLength = units;
        return new TextRule(draft);
    }

    /** Sets the shortest text. Throws {@link IllegalArgumentException} below zero or above the greatest length. */
    public TextRule minLength(int units) {
        Draft draft = new Draft(is);
        draft.minLength = units;
        return new TextRule(draft);
    }

    /** Refuses a text that is empty or holds nothing but white space. */
    public TextRule notBlank() {
        Draft draft = new Draft(is);
        draft.notBlank = true;
        return new TextRule(draft);
    }

    /** Asks for a named format, beside another one if there is one already. */
    public TextRule format(TextFormat format) {
        return matching(format::matches, format.detail());
    }

    /**
     * Asks for whatever the app wants to ask.
     *
     * @param test safe for use by many threads and fast for any text up to the greatest length: no regular expression
     *     that backtracks
     * @param detail what a text must be, to follow the name of the field: {@code must be a key such as C#m}
     */
    public TextRule matching(Predicate<String> test, String detail) {
        Draft draft = new Draft(is);
        draft.form = new Form(Objects.requireNonNull(test, "test"), Objects.requireNonNull(detail, "detail"), is.form);
        return new TextRule(draft);
    }

    /** Refuses line breaks and tabs too; where control characters are dropped, they become blanks. */
    public TextRule singleLine() {
        Draft draft = new Draft(is);
        draft.singleLine = true;
        return new TextRule(draft);
    }

    /** Drops control characters instead of refusing them; carriage returns too, since a line ends with a line feed. */
    public TextRule withoutControls() {
        return controls(Controls.DROP);
    }

    /** Drops white space at both ends. */
    public TextRule trimmed() {
        Draft draft = new Draft(is);
        draft.trimmed = true;
        return new TextRule(draft);
    }

    /**
     * Drops control characters and white space at both ends. Not for texts that are run, or whose signature is checked
     * later: they are no longer what the client wrote.
     */
    public TextRule cleaned() {
        return withoutControls().trimmed();
    }

    /** Lets control characters pass. Unsafe where the text reaches a terminal, a log or a C program. */
    public TextRule unsafeControls() {
        return controls(Controls.KEEP);
    }

    /** Refuses a text in which a browser could find something to run. */
    public TextRule withoutActiveContent() {
        Draft draft = new Draft(is);
        draft.noActiveContent = true;
        return new TextRule(draft);
    }

    private TextRule controls(Controls what) {
        Draft draft = new Draft(is);
        draft.controls = what;
        return new TextRule(draft);
    }

    @Override
    @Nullable
    Object read(JsonValue value, Findings findings) {
        if (!(value instanceof JsonString sent)) {
            return findings.add(ViolationCode.WRONG_TYPE, "must be a text");
        }
        String text =
                is.controls == Controls.DROP ? Cleaning.withoutControls(sent.value(), is.singleLine) : sent.value();
        if (is.trimmed) {
            text = text.strip();
        }
        if (text.length() > is.maxLength) {
            return findings.add(ViolationCode.TOO_LONG, tooLong);
        }
        if (is.notBlank && text.isBlank()) {
            return findings.add(ViolationCode.BLANK, "must not be blank");
        }
        if (text.length() < is.minLength) {
            return findings.add(ViolationCode.TOO_SHORT, tooShort);
        }
        if (is.controls == Controls.REFUSE && Cleaning.firstControl(text, is.singleLine) >= 0) {
            return findings.add(ViolationCode.CONTROL_CHARACTER, is.singleLine ? CONTROLS_OR_BREAKS : CONTROLS);
        }
        for (Form form = is.form; form != null; form = form.and()) {
            if (!form.test().test(text)) {
                return findings.add(ViolationCode.FORMAT, form.detail());
            }
        }
        ActiveContent.Reason active =
                is.noActiveContent ? ActiveContent.standard().find(text) : null;
        return active == null ? text : findings.add(ViolationCode.ACTIVE_CONTENT, "must not hold " + active.words());
    }

    private static String characters(int units) {
        return units + (units == 1 ? " character" : " characters");
    }

    private enum Controls {
        REFUSE,
        DROP,
        KEEP
    }

    /** A form that the text must have, and the one that was asked for before. */
    private record Form(
            Predicate<String> test, String detail, @Nullable Form and) {}

    /** A rule while it is changed; nobody writes to it after the rule is made. */
    private static final class Draft {
        private int minLength;
        private int maxLength = DEFAULT_MAX_LENGTH;
        private boolean notBlank;
        private @Nullable Form form;
        private boolean singleLine;
        private Controls controls = Controls.REFUSE;
        private boolean trimmed;
        private boolean noActiveContent;

        Draft() {}

        Draft(Draft other) {
            this.minLength = other.minLength;
            this.maxLength = other.maxLength;
            this.notBlank = other.notBlank;
            this.form = other.form;
            this.singleLine = other.singleLine;
            this.controls = other.controls;
            this.trimmed = other.trimmed;
            this.noActiveContent = other.noActiveContent;
        }
    }
}
