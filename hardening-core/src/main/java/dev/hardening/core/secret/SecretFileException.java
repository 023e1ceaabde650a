package dev.hardening.core.secret;

import java.nio.file.Path;
import java.util.List;

/**
 * A secret file that cannot be used: why, and which file, never what is in it. The message is safe to print; control
 * characters in the path are replaced.
 */
public final class SecretFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why the file cannot be used. */
    public enum Reason {
        /** There is no such file. */
        MISSING("does not exist"),
        /** A directory, a pipe or a device. */
        NOT_A_REGULAR_FILE("is not a regular file"),
        /** The operating system refuses to read it. */
        UNREADABLE("cannot be read"),
        /** Above 64 KiB. */
        TOO_LARGE("is larger than 64 KiB"),
        /** No bytes, or nothing but white space. */
        EMPTY("is empty"),
        /** Begins with a byte order mark, which an editor put there. */
        BYTE_ORDER_MARK("begins with a byte order mark"),
        /** Has a NUL character, as UTF-16 text and binary files have. */
        NUL_CHARACTER("has a NUL character"),
        /** Has another control character, such as a line feed that is not the last one. */
        CONTROL_CHARACTER("has a control character or a second line"),
        /** Not UTF-8. */
        NOT_UTF8("is not UTF-8 text"),
        /** Readable, but the rule refuses the secret in it; see {@link SecretFileException#findings()}. */
        WEAK("holds a secret that is refused"),
        /** The application's own parser threw. */
        UNUSABLE("cannot be understood"),
        /** Of several files that belong together, this one does not fit the others. */
        MISMATCHED("does not fit the files that belong to it"),
        /** What the file holds was valid until a time that is over. */
        EXPIRED("holds what is not valid any more"),
        /** What the file holds becomes valid later; it is tried again. */
        NOT_YET_VALID("holds what is not valid yet");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final Reason reason;
    private final transient Path path;
    private final transient List<SecretFinding> findings;

    SecretFileException(Reason reason, Path path) {
        this(reason, path, List.of());
    }

    SecretFileException(Reason reason, Path path, List<SecretFinding> findings) {
        // No cause: its message might quote the content.
        super(describe(reason, path, findings));
        this.reason = reason;
        this.path = path;
        this.findings = List.copyOf(findings);
    }

    /** Returns the exception for a parser of one's own that refuses a file for one of the reasons. */
    public static SecretFileException of(Reason reason, Path path) {
        return new SecretFileException(reason, path);
    }

    /** Returns why the file cannot be used. */
    public Reason reason() {
        return reason;
    }

    /** Returns the file. */
    public Path path() {
        return path;
    }

    /** Returns what is wrong with the secret; empty unless the reason is {@link Reason#WEAK}. */
    public List<SecretFinding> findings() {
        return findings;
    }

    private static String describe(Reason reason, Path path, List<SecretFinding> findings) {
        StringBuilder text = new StringBuilder("the secret file ");
        path.toString().chars().forEach(c -> text.append(Character.isISOControl(c) ? '?' : (char) c));
        text.append(' ').append(reason.text);
        for (int i = 0; i < findings.size(); i++) {
            text.append(i == 0 ? ": " : "; ").append(findings.get(i));
        }
        return text.toString();
    }
}
