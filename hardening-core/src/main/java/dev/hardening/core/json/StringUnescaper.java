package dev.hardening.core.json;

import dev.hardening.core.json.JsonException.Reason;

/** Reads the strings of one text for its tokenizer: RFC 8259 section 7, each character looked at once. */
final class StringUnescaper {

    private final JsonTokenizer tokenizer;
    private final char[] input;
    private final int end;
    private final int maxLength;
    private final boolean keepLoneSurrogates;
    private final StringBuilder unescaped = new StringBuilder(0);
    private int position;

    StringUnescaper(JsonTokenizer tokenizer, char[] input, int end, JsonLimits limits) {
        this.tokenizer = tokenizer;
        this.input = input;
        this.end = end;
        this.maxLength = limits.maxStringLength();
        this.keepLoneSurrogates = limits.keepLoneSurrogates();
    }

    /** Returns the index behind the closing quote of the string that was read last. */
    int endOfString() {
        return position;
    }

    /** Reads the string whose opening quote stands before {@code start}. */
    String read(int start) throws JsonException {
        unescaped.setLength(0);
        position = start;
        int run = start;
        while (true) {
            char c = at(position);
            if (c == '"') {
                return finish(run);
            } else if (c == '\\') {
                unescaped.append(input, run, position - run);
                escape();
                run = position;
            } else if (c < ' ') {
                throw tokenizer.refusal(Reason.CONTROL_CHARACTER, position);
            } else if (Character.isSurrogate(c) && !keepLoneSurrogates) {
                rawPair(c);
            } else {
                position++;
            }
        }
    }

    private String finish(int run) throws JsonException {
        int length = position - run;
        if (unescaped.length() + length > maxLength) {
            throw tokenizer.refusal(Reason.STRING_TOO_LONG);
        }
        position++;
        if (unescaped.length() == 0) {
            return new String(input, run, length);
        }
        return unescaped.append(input, run, length).toString();
    }

    private void escape() throws JsonException {
        char c = at(position + 1);
        if (c == 'u') {
            unicodeEscape();
            return;
        }
        unescaped.append(
                switch (c) {
                    case '"', '\\', '/' -> c;
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> throw tokenizer.refusal(Reason.INVALID_ESCAPE, position);
                });
        position += 2;
    }

    private void unicodeEscape() throws JsonException {
        char c = hex(position + 2);
        if (Character.isSurrogate(c) && !keepLoneSurrogates) {
            boolean paired = Character.isHighSurrogate(c)
                    && at(position + 6) == '\\'
                    && at(position + 7) == 'u'
                    && Character.isLowSurrogate(hex(position + 8));
            if (!paired) {
                throw tokenizer.refusal(Reason.LONE_SURROGATE, position);
            }
            unescaped.append(c);
            position += 6;
            c = hex(position + 2);
        }
        unescaped.append(c);
        position += 6;
    }

    private void rawPair(char c) throws JsonException {
        if (!Character.isHighSurrogate(c) || !Character.isLowSurrogate(at(position + 1))) {
            throw tokenizer.refusal(Reason.LONE_SURROGATE, position);
        }
        position += 2;
    }

    private char hex(int index) throws JsonException {
        int value = 0;
        for (int i = index; i < index + 4; i++) {
            char c = at(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1; // Character.digit also knows full-width digits
            if (digit < 0) {
                throw tokenizer.refusal(Reason.INVALID_ESCAPE, position);
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private char at(int index) throws JsonException {
        if (index >= end) {
            throw tokenizer.refusal(Reason.UNEXPECTED_END, end);
        }
        return input[index];
    }
}
