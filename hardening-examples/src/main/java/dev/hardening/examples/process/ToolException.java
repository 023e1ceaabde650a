package dev.hardening.examples.process;

/** A run gave no result. The message is for the log only: it may hold what the tool said. */
public final class ToolException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why there is no result. */
    public enum Reason {
        /** The tool is not in {@code PATH}. */
        MISSING,
        /** Too many run or wait already. */
        BUSY,
        /** The run took longer than it may. */
        TIMEOUT,
        /** The run wrote more than it may. */
        TOO_MUCH_OUTPUT,
        /** The tool ended with an exit code other than 0, or wrote no output. */
        FAILED,
        /** The service ends. */
        STOPPED
    }

    private final Reason reason;
    private final String said;

    ToolException(Reason reason, String message, String said) {
        super(message);
        this.reason = reason;
        this.said = said;
    }

    /** Returns why. */
    public Reason reason() {
        return reason;
    }

    /** Returns the beginning of what the tool printed, possibly with paths and worse; for the log only. */
    public String said() {
        return said;
    }
}
