package dev.hardening.core.input;

import dev.hardening.core.input.ActiveContent.Reason;
import dev.hardening.core.input.UrlScheme.Strictness;

/** Decides about the parts of tags that {@link MarkupScanner} finds. What it is told about a thread are that class's bits. */
final class TagJudge {

    /** Where a thread started, in its lowest bit: in a tag of the text, or inside a value, in quotes or not. */
    static final int IN_TAG = 0;

    static final int IN_VALUE = 1;
    static final int ORIGIN = 1;

    private final CharSequence text;
    private final int end;
    private final FirstReason findings;

    TagJudge(CharSequence text, FirstReason findings) {
        this.text = text;
        this.end = text.length();
        this.findings = findings;
    }

    /** Judges the text as an address. */
    void wholeText() {
        address(0, Strictness.PERHAPS_PROSE);
    }

    /** Judges the name of an element and returns the bits that its thread is to remember. */
    int elementName(int start, int nameEnd) {
        int kind = ElementNames.kind(text, start, nameEnd);
        switch (kind) {
            case ElementNames.SCRIPT -> findings.report(Reason.SCRIPT_ELEMENT);
            case ElementNames.STYLE -> findings.report(Reason.ACTIVE_STYLE);
            case ElementNames.EMBEDDED -> {
                if (!isTypeArgument(start, nameEnd)) {
                    findings.report(Reason.EMBEDDED_CONTENT);
                }
            }
            default -> {
                // Harmless, or so until an attribute has a value.
            }
        }
        return kind & (ElementNames.PAGE | ElementNames.FORM);
    }

    /** Judges the name of an end tag: the end of a script leaves the script that a page may write the text into. */
    void endTagName(int start) {
        int nameEnd = start + "script".length();
        boolean ends = nameEnd >= end || !Ascii.isLetterOrDigit(text.charAt(nameEnd));
        if (ends && Ascii.hasAt(text, start, end, "script")) {
            findings.report(Reason.SCRIPT_ELEMENT);
        }
    }

    /** {@code List<Object>}: an element without attributes right behind a word embeds nothing. */
    private boolean isTypeArgument(int start, int nameEnd) {
        char before = start > 1 ? text.charAt(start - 2) : ' ';
        return nameEnd < end && text.charAt(nameEnd) == '>' && (Ascii.isLetterOrDigit(before) || before == ':');
    }

    /**
     * Judges an attribute when its value starts, which is not empty. Inside a value, which may be no value
     * at all, known names count only: in prose and in code {@code on = off}, {@code only=1} and {@code money=5} are no attributes.
     */
    void valueStart(int start, int bits) {
        boolean inTag = (bits & ORIGIN) == IN_TAG;
        if (inTag && (bits & ElementNames.PAGE) != 0) {
            findings.report(Reason.PAGE_ELEMENT);
        }
        if (inTag && (bits & ElementNames.FORM) != 0) {
            findings.report(Reason.FORM);
        }
        if ((bits & AttributeNames.HANDLER) != 0) {
            findings.report(Reason.EVENT_HANDLER);
        }
        if ((bits & AttributeNames.DOCUMENT) != 0) {
            findings.report(Reason.EMBEDDED_CONTENT);
        }
        if ((bits & AttributeNames.FORM_ACTION) != 0) {
            findings.report(Reason.FORM);
        }
        address(start, inTag ? Strictness.ADDRESS : Strictness.PERHAPS_PROSE);
    }

    /** Judges an attribute when its value ends, or the text does. */
    void valueEnd(int start, int valueEnd, int bits) {
        boolean inTag = (bits & ORIGIN) == IN_TAG;
        if (inTag && (bits & AttributeNames.PERHAPS_HANDLER) != 0 && calls(start, valueEnd)) {
            findings.report(Reason.EVENT_HANDLER);
        }
        if ((bits & AttributeNames.STYLE) != 0 && StyleText.isActive(text, start, valueEnd)) {
            findings.report(Reason.ACTIVE_STYLE);
        }
        if ((bits & AttributeNames.LIST) != 0) {
            for (int i = start; i < valueEnd; i++) {
                if (text.charAt(i) == ';') {
                    address(i + 1, Strictness.PERHAPS_PROSE);
                }
            }
        }
    }

    /** Judges the places in a text where an address may stand: {@code url(}, and the links of Markdown. */
    void addressSign(int sign) {
        char before = sign > 0 ? text.charAt(sign - 1) : ' ';
        if (before == ']') {
            int start = skip(sign + 1, '<');
            address(start, Strictness.PERHAPS_PROSE);
        } else if (text.charAt(sign) == '(' && Ascii.hasAt(text, sign - 3, sign, "url")) {
            address(skip(sign + 1, '"'), Strictness.ADDRESS);
        } else if (text.charAt(sign) == '(' && StyleText.isExpression(text, sign)) {
            findings.report(Reason.ACTIVE_STYLE);
        }
    }

    /** Judges an address, such as the whole text of {@code <javascript:x()>} in Markdown. */
    void address(int start, Strictness strictness) {
        if (UrlScheme.isActive(text, start, end, strictness)) {
            findings.report(Reason.ACTIVE_URL);
        }
    }

    /** Skips blanks, and then one opening mark: a double quote stands for a single one too. */
    private int skip(int from, char mark) {
        int i = from;
        while (i < end && text.charAt(i) <= ' ') {
            i++;
        }
        boolean marked = i < end && (text.charAt(i) == mark || (mark == '"' && text.charAt(i) == '\''));
        return marked ? i + 1 : i;
    }

    private boolean calls(int start, int valueEnd) {
        for (int i = start; i < valueEnd; i++) {
            char c = text.charAt(i);
            if (c == '(' || c == '`' || c == '=') {
                return true;
            }
        }
        return false;
    }
}
