package dev.hardening.benchmarks;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.RequestFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of an API over https that has at most one line of a field, and finds it as a container does. */
interface FewFields extends RequestFacts {

    /** Where such requests come from. */
    IpAddress PEER = IpAddress.parse("203.0.113.7");

    @Override
    default String path() {
        return "/api/items";
    }

    @Override
    default IpAddress peer() {
        return PEER;
    }

    @Override
    default boolean isSecure() {
        return true;
    }

    @Override
    default @Nullable String only(String name) {
        return header(name);
    }

    @Override
    default List<String> headers(String name) {
        String value = header(name);
        return value == null ? List.of() : List.of(value);
    }
}
