package dev.hardening.servlet.support;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;

/** What a form gets that is not taken. */
final class FormRefusals {

    static final Refusal TOO_MUCH_TEXT = Refusal.of(RefusalCode.BODY_TOO_LARGE)
            .detail("The text fields of a form may have at most " + FormParameters.MAX_BYTES + " bytes together.")
            .build();

    private FormRefusals() {}

    static Refusal malformed(MalformedFormException reason) {
        return Refusal.of(RefusalCode.BODY_MALFORMED)
                .detail("The multipart form is malformed: " + reason.getMessage() + ".")
                .build();
    }

    static Refusal of(RefusalCode code) {
        Refusal.Builder refusal = Refusal.of(code);
        if (code == RefusalCode.BODY_MALFORMED) {
            refusal.detail(
                    "The form holds a percent sign without two hexadecimal digits, or bytes that are no text in its"
                            + " charset, which is UTF-8 unless it says otherwise.");
        }
        return refusal.build();
    }
}
