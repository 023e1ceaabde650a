package dev.hardening.core.json;

import dev.hardening.core.json.JsonException.Reason;
import java.util.Arrays;

/**
 * Cuts a JSON text into tokens and holds the grammar of RFC 8259 and every limit but the repeated names, which need
 * memory. It has a small stack of its own and never recurses. One instance reads one text, for one thread.
 */
final class JsonTokenizer {

    /** What {@link #next()} met. Names, strings and numbers have their content in {@link #text()}. */
    enum Token {
        BEGIN_OBJECT,
        END_OBJECT,
        BEGIN_ARRAY,
        END_ARRAY,
        NAME,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        END
    }

    private enum Expect {
        VALUE,
        VALUE_OR_CLOSE,
        NAME_OR_CLOSE,
        COMMA_OR_CLOSE,
        NOTHING
    }

    private static final int ARRAY = -1;

    private final char[] input;
    private final int end;
    private final JsonLimits limits;
    private final boolean fromBytes;
    private final StringUnescaper strings;

    /** For each open container: {@link #ARRAY}, or how many members the object has had. */
    private int[] open = new int[8];

    private int depth;
    private int values;
    private int position;
    private int start;
    private Expect expect = Expect.VALUE;
    private String text = "";

    /**
     * @param fromBytes the input was decoded from UTF-8, and offsets are to be told in bytes
     */
    JsonTokenizer(char[] input, int end, JsonLimits limits, boolean fromBytes) {
        this.input = input;
        this.end = end;
        this.limits = limits;
        this.fromBytes = fromBytes;
        this.strings = new StringUnescaper(this, input, end, limits);
    }

    /** Returns the last name or string, its escapes resolved, or the last number as spelled. */
    String text() {
        return text;
    }

    /** Returns the refusal for this reason at the start of the current token. */
    JsonException refusal(Reason reason) {
        return refusal(reason, start);
    }

    /** Returns the refusal for this reason at an index into the input. */
    JsonException refusal(Reason reason, int index) {
        return fromBytes
                ? new JsonException(reason, Utf8.length(input, 0, index), "byte")
                : new JsonException(reason, index, "character");
    }

    /** Reads on. After {@link Token#END} the text is known to be one value and nothing else. */
    Token next() throws JsonException {
        skipSpace();
        return switch (expect) {
            case VALUE -> value();
            case VALUE_OR_CLOSE -> peek() == ']' ? close() : value();
            case NAME_OR_CLOSE -> peek() == '}' ? close() : name();
            case COMMA_OR_CLOSE -> peek() == ',' ? afterComma() : close();
            case NOTHING -> end();
        };
    }

    private Token afterComma() throws JsonException {
        position++;
        skipSpace();
        return inArray() ? value() : name();
    }

    private Token end() throws JsonException {
        if (position < end) {
            throw refusal(Reason.TRAILING_CONTENT, position);
        }
        return Token.END;
    }

    private Token value() throws JsonException {
        start = position;
        if (++values > limits.maxValues()) {
            throw refusal(Reason.TOO_MANY_VALUES);
        }
        return switch (peek()) {
            case '{' -> open(0, Expect.NAME_OR_CLOSE, Token.BEGIN_OBJECT);
            case '[' -> open(ARRAY, Expect.VALUE_OR_CLOSE, Token.BEGIN_ARRAY);
            case '"' -> string();
            case 't' -> literal("true", Token.TRUE);
            case 'f' -> literal("false", Token.FALSE);
            case 'n' -> literal("null", Token.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw unexpected(position);
        };
    }

    private Token name() throws JsonException {
        start = position;
        if (peek() != '"') {
            throw unexpected(position);
        }
        if (++open[depth - 1] > limits.maxMembers()) {
            throw refusal(Reason.TOO_MANY_MEMBERS);
        }
        quoted();
        skipSpace();
        if (peek() != ':') {
            throw unexpected(position);
        }
        position++;
        expect = Expect.VALUE;
        return Token.NAME;
    }

    private Token string() throws JsonException {
        quoted();
        return ended(Token.STRING);
    }

    private void quoted() throws JsonException {
        text = strings.read(position + 1);
        position = strings.endOfString();
    }

    private Token number() throws JsonException {
        int endOfNumber = NumberGrammar.endOfNumber(input, position, end);
        if (endOfNumber < 0) {
            throw refusal(~endOfNumber == end ? Reason.UNEXPECTED_END : Reason.INVALID_NUMBER, ~endOfNumber);
        }
        if (endOfNumber - position > limits.maxNumberLength()) {
            throw refusal(Reason.NUMBER_TOO_LONG);
        }
        text = new String(input, position, endOfNumber - position);
        position = endOfNumber;
        return ended(Token.NUMBER);
    }

    private Token literal(String word, Token token) throws JsonException {
        for (int i = 1; i < word.length(); i++) {
            if (position + i >= end || input[position + i] != word.charAt(i)) {
                throw unexpected(position + i);
            }
        }
        position += word.length();
        return ended(token);
    }

    private Token open(int kind, Expect first, Token token) throws JsonException {
        if (depth >= limits.maxDepth()) {
            throw refusal(Reason.TOO_DEEP);
        }
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
        }
        open[depth++] = kind;
        position++;
        expect = first;
        return token;
    }

    private Token close() throws JsonException {
        boolean array = inArray();
        if (peek() != (array ? ']' : '}')) {
            throw unexpected(position);
        }
        position++;
        depth--;
        return ended(array ? Token.END_ARRAY : Token.END_OBJECT);
    }

    private Token ended(Token token) {
        expect = depth == 0 ? Expect.NOTHING : Expect.COMMA_OR_CLOSE;
        return token;
    }

    private boolean inArray() {
        return open[depth - 1] == ARRAY;
    }

    /** Returns the character at hand, or NUL, which the grammar allows nowhere, at the end. */
    private char peek() {
        return position < end ? input[position] : '\0';
    }

    private void skipSpace() {
        while (position < end) {
            char c = input[position];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            position++;
        }
    }

    private JsonException unexpected(int index) {
        return refusal(index >= end ? Reason.UNEXPECTED_END : Reason.UNEXPECTED_CHARACTER, index);
    }
}
