package dev.hardening.servlet.audit;

import dev.hardening.core.audit.AuditRecord;
import jakarta.servlet.ServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the application knows about a call and the record of it should tell. Whatever a note says is cut and escaped; it must
 * be no credential, and is better no text that a client made up. Safe for use by several threads.
 *
 * <pre>{@code
 * AuditNotes.of(request).action("verify_proof").field("document_id", id);
 * }</pre>
 */
public final class AuditNotes {

    private static final String ATTRIBUTE = AuditNotes.class.getName();

    private @Nullable String action;
    private @Nullable String reason;
    private final Map<String, String> fields = new LinkedHashMap<>(4);

    private AuditNotes() {}

    static AuditNotes on(ServletRequest request) {
        AuditNotes notes = new AuditNotes();
        request.setAttribute(ATTRIBUTE, notes);
        return notes;
    }

    /** Returns the notes of a request; where no record is made of it they are kept by nobody. */
    public static AuditNotes of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof AuditNotes notes ? notes : new AuditNotes();
    }

    /** Says what is done, in place of what the route says. */
    public synchronized AuditNotes action(String name) {
        this.action = name;
        return this;
    }

    /** Gives a word for why it failed, such as {@code CONVERSION_FAILED}; it counts when the answer is no success. */
    public synchronized AuditNotes reason(String word) {
        this.reason = word;
        return this;
    }

    /** Adds a field, or replaces it; there are at most {@value AuditRecord#MOST_FIELDS}. */
    public synchronized AuditNotes field(String name, String value) {
        if (fields.size() < AuditRecord.MOST_FIELDS || fields.containsKey(name)) {
            fields.put(name, value);
        }
        return this;
    }

    synchronized void addTo(AuditRecord.Builder record, boolean success) {
        if (action != null) {
            record.action(action);
        }
        if (reason != null && !success) {
            record.reason(reason);
        }
        fields.forEach(record::field);
    }
}
