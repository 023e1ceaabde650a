package dev.hardening.core.input;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one check has found so far, and where it is. It never sees a text of the client. Used by one thread. */
final class Findings {

    /** What a client can mend in one go; more would let a body of violations answer with a larger one. */
    static final int MOST = 20;

    private final StringBuilder pointer = new StringBuilder(32);
    private @Nullable List<Violation> violations;
    private boolean anyButActive;

    /** Goes into a declared field and returns the way back. */
    int enter(String name) {
        int mark = pointer.length();
        pointer.append('/');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            switch (c) {
                case '~' -> pointer.append("~0");
                case '/' -> pointer.append("~1");
                default -> pointer.append(c);
            }
        }
        return mark;
    }

    /** Goes into an element and returns the way back. */
    int enter(int index) {
        int mark = pointer.length();
        pointer.append('/').append(index);
        return mark;
    }

    /** Goes back. */
    void leave(int mark) {
        pointer.setLength(mark);
    }

    /** Keeps what is wrong at this place, and returns null: what a rule returns instead of a value. */
    @Nullable
    Object add(ViolationCode code, String detail) {
        if (violations == null) {
            violations = new ArrayList<>(4);
        }
        if (violations.size() < MOST) {
            violations.add(new Violation(pointer.toString(), code.name(), detail));
            anyButActive |= code != ViolationCode.ACTIVE_CONTENT;
        }
        return null;
    }

    /** Tells whether looking further would change nothing. */
    boolean isFull() {
        return violations != null && violations.size() >= MOST;
    }

    /** Returns the refusal, or null when nothing was found. */
    @Nullable
    Refusal refusal() {
        if (violations == null) {
            return null;
        }
        return Refusal.of(anyButActive ? RefusalCode.INPUT_INVALID : RefusalCode.ACTIVE_CONTENT)
                .detail(summary(violations))
                .violations(violations)
                .build();
    }

    private static String summary(List<Violation> all) {
        Violation first = all.get(0);
        StringBuilder text = new StringBuilder(128);
        if (first.pointer().isEmpty()) {
            text.append("The input ");
        } else {
            text.append("The field ")
                    .append(first.pointer(), 1, first.pointer().length())
                    .append(' ');
        }
        text.append(first.detail()).append('.');
        if (all.size() > 1) {
            text.append(" More is wrong; see errors.");
        }
        return text.toString();
    }
}
