package dev.hardening.core.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads one body byte by byte and writes its canonical form: each byte is looked at once, and the members of an object are
 * sorted by their names, so the time is linear but for the logarithm of sorting. For one body and one thread.
 */
final class PythonJsonReader {

    private static final int DEEPEST = 64;
    /** The limit of CPython's {@code int()}. */
    private static final int LONGEST_INTEGER = 4300;

    /** A member: its name in {@link #names}, its pieces, and where the text of its value begins. */
    record Member(int nameFrom, int nameTo, int head, int tail, int value) {}

    private final byte[] in;
    private final Pieces out;
    private int at;
    /** Names as UTF-8, in which the order of bytes is that of code points; half a pair of surrogates has three bytes. */
    private byte[] names = new byte[64];

    private int namesLength;
    private int depth;
    private List<Member> root = List.of();

    PythonJsonReader(byte[] body) {
        this.in = body;
        this.out = new Pieces(body.length + body.length / 8);
    }

    Pieces out() {
        return out;
    }

    /** Returns the members of the whole body, sorted. */
    List<Member> root() {
        return root;
    }

    byte[] names() {
        return names;
    }

    void read() throws NoCanonicalForm {
        skipSpace();
        if (peek() != '{') {
            throw new NoCanonicalForm();
        }
        root = object();
        skipSpace();
        if (at != in.length) {
            throw new NoCanonicalForm();
        }
    }

    private void value() throws NoCanonicalForm {
        switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string(false);
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void enter() throws NoCanonicalForm {
        depth++;
        if (depth > DEEPEST) {
            throw new NoCanonicalForm();
        }
        out.add(in[at++]);
        skipSpace();
    }

    /** Writes what ends a container. */
    private void leave() {
        out.add(in[at++]);
        depth--;
    }

    /** Goes on behind a comma; false at the end of the container. */
    private boolean isFollowed(int end) throws NoCanonicalForm {
        skipSpace();
        int c = peek();
        if (c == ',') {
            at++;
            skipSpace();
            return true;
        }
        if (c != end) {
            throw new NoCanonicalForm();
        }
        return false;
    }

    private void array() throws NoCanonicalForm {
        enter();
        if (peek() != ']') {
            value();
            while (isFollowed(']')) {
                out.add(',', ' ');
                value();
            }
        }
        leave();
    }

    private List<Member> object() throws NoCanonicalForm {
        enter();
        List<Member> members = List.of();
        if (peek() != '}') {
            int before = out.current();
            members = new ArrayList<>(8);
            do {
                members.add(member());
            } while (isFollowed('}'));
            sort(members, before);
        }
        leave();
        return members;
    }

    private Member member() throws NoCanonicalForm {
        if (peek() != '"') {
            throw new NoCanonicalForm();
        }
        int head = out.begin();
        int name = namesLength;
        out.add(',', ' ');
        string(true);
        int end = namesLength;
        skipSpace();
        if (peek() != ':') {
            throw new NoCanonicalForm();
        }
        at++;
        skipSpace();
        out.add(':', ' ');
        int value = out.length();
        value();
        return new Member(name, end, head, out.current(), value);
    }

    /** Links the members in their order; what comes first has no comma. */
    private void sort(List<Member> members, int before) throws NoCanonicalForm {
        members.sort(this::compare);
        int previous = before;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (i == 0) {
                out.dropFirst(member.head(), 2);
            } else if (compare(members.get(i - 1), member) == 0) {
                throw new NoCanonicalForm();
            }
            out.link(previous, member.head());
            previous = member.tail();
        }
        out.link(previous, out.begin());
    }

    private int compare(Member one, Member other) {
        return Arrays.compareUnsigned(names, one.nameFrom(), one.nameTo(), names, other.nameFrom(), other.nameTo());
    }

    private void word(String word) throws NoCanonicalForm {
        if (in.length - at < word.length()) {
            throw new NoCanonicalForm();
        }
        for (int i = 0; i < word.length(); i++) {
            if (in[at + i] != word.charAt(i)) {
                throw new NoCanonicalForm();
            }
        }
        out.add(in, at, at + word.length());
        at += word.length();
    }

    private void number() throws NoCanonicalForm {
        int start = at;
        at += peek() == '-' ? 1 : 0;
        int first = at;
        digits();
        if (in[first] == '0' && at > first + 1) {
            throw new NoCanonicalForm();
        }
        int whole = at;
        if (peek() == '.') {
            at++;
            digits();
        }
        if ((peek() | 0x20) == 'e') {
            at++;
            at += peek() == '-' || peek() == '+' ? 1 : 0;
            digits();
        }
        if (at > whole && !PythonFloat.isWrittenAlike(in, first, whole, at)) {
            PythonFloat.write(in, start, at, out);
        } else if (at > whole) {
            out.add(in, start, at);
        } else if (whole - first > LONGEST_INTEGER) {
            throw new NoCanonicalForm();
        } else {
            out.add(in, in[first] == '0' ? first : start, at);
        }
    }

    private void digits() throws NoCanonicalForm {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw new NoCanonicalForm();
        }
    }

    private void string(boolean name) throws NoCanonicalForm {
        out.add('"');
        at++;
        while (true) {
            int start = at;
            at = endOfPlain(start);
            out.add(in, start, at);
            if (name) {
                name(in, start, at);
            }
            int c = peek();
            if (c == '"') {
                out.add('"');
                at++;
                return;
            } else if (c == '\\') {
                escape(name);
            } else if (c == 0x7F) {
                at++;
                character(c, name);
            } else if (c >= 0x80) {
                int from = at;
                at = Utf8.endOfCharacter(in, at);
                character(Utf8.codePoint(in, from, at), name);
            } else {
                throw new NoCanonicalForm(); // a control character, or the end
            }
        }
    }

    private int endOfPlain(int start) {
        int i = start;
        // As signed bytes, all that is not ASCII is below the blank.
        while (i < in.length && in[i] >= 0x20 && in[i] != '"' && in[i] != '\\' && in[i] != 0x7F) {
            i++;
        }
        return i;
    }

    private void escape(boolean name) throws NoCanonicalForm {
        at++;
        int c = peek();
        at++;
        switch (c) {
            case '"', '\\', '/' -> character(c, name);
            case 'b' -> character('\b', name);
            case 'f' -> character('\f', name);
            case 'n' -> character('\n', name);
            case 'r' -> character('\r', name);
            case 't' -> character('\t', name);
            case 'u' -> unicode(name);
            default -> throw new NoCanonicalForm();
        }
    }

    /** Two escapes that are a pair are one character; half a pair stays what it is, as in CPython. */
    private void unicode(boolean name) throws NoCanonicalForm {
        int unit = hex(at);
        at += 4;
        boolean followed =
                Character.isHighSurrogate((char) unit) && peek() == '\\' && at + 1 < in.length && in[at + 1] == 'u';
        if (followed) {
            int second = hex(at + 2);
            if (Character.isLowSurrogate((char) second)) {
                at += 6;
                unit = Character.toCodePoint((char) unit, (char) second);
            }
        }
        character(unit, name);
    }

    private int hex(int start) throws NoCanonicalForm {
        if (in.length - start < 4) {
            throw new NoCanonicalForm();
        }
        int value = 0;
        for (int i = start; i < start + 4; i++) {
            int digit = in[i] < 0 ? -1 : Character.digit(in[i], 16);
            if (digit < 0) {
                throw new NoCanonicalForm();
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private void character(int codePoint, boolean name) {
        if (codePoint > 0xFFFF) {
            out.unit(Character.highSurrogate(codePoint));
            out.unit(Character.lowSurrogate(codePoint));
        } else {
            out.unit(codePoint);
        }
        if (name) {
            reserveName(4);
            namesLength += Utf8.write(codePoint, names, namesLength);
        }
    }

    private void name(byte[] source, int start, int end) {
        reserveName(end - start);
        System.arraycopy(source, start, names, namesLength, end - start);
        namesLength += end - start;
    }

    private void reserveName(int more) {
        if (names.length - namesLength < more) {
            names = Arrays.copyOf(names, Math.max(names.length * 2, namesLength + more));
        }
    }

    /** Returns the byte at hand, or -1 at the end. */
    private int peek() {
        return at < in.length ? in[at] & 0xFF : -1;
    }

    private void skipSpace() {
        int c = peek();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            at++;
            c = peek();
        }
    }
}
