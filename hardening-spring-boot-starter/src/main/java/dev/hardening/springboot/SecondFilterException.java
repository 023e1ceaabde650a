package dev.hardening.springboot;

import java.util.Set;

/** There is more than one filter of the library in one application. */
final class SecondFilterException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    SecondFilterException(Set<String> names) {
        super("Several beans are a HardeningFilter: " + String.join(", ", names));
    }
}
