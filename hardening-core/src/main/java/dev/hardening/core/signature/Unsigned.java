package dev.hardening.core.signature;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Ends the verification of one request. There is one object for each fault, and none has a stack. */
final class Unsigned extends Exception {

    private static final long serialVersionUID = 1L;
    private static final Map<SignatureFault, Unsigned> ALL = all();

    private final SignatureFault fault;

    private Unsigned(SignatureFault fault) {
        super(fault.text(), null, false, false);
        this.fault = fault;
    }

    static Unsigned because(SignatureFault fault) {
        return Objects.requireNonNull(ALL.get(fault));
    }

    SignatureFault fault() {
        return fault;
    }

    private static Map<SignatureFault, Unsigned> all() {
        Map<SignatureFault, Unsigned> all = new EnumMap<>(SignatureFault.class);
        for (SignatureFault fault : SignatureFault.values()) {
            all.put(fault, new Unsigned(fault));
        }
        return all;
    }
}
