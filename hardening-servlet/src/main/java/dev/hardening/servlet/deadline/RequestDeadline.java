package dev.hardening.servlet.deadline;

import dev.hardening.core.deadline.Deadline;
import jakarta.servlet.ServletRequest;

/** Where an application reads how much time it has left. */
public final class RequestDeadline {

    static final String ATTRIBUTE = RequestDeadline.class.getName();

    private RequestDeadline() {}

    /** Returns the deadline of a request; one that never comes when no filter has set one. */
    public static Deadline of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Watch watch ? watch.deadline() : Deadline.none();
    }
}
