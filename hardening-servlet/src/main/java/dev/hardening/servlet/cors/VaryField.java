package dev.hardening.servlet.cors;

import dev.hardening.servlet.support.ExchangeResponse;
import java.util.ArrayList;
import java.util.List;

/** The {@code Vary} field (RFC 9110 section 12.5.5): names are added to it, each of them once. */
final class VaryField {

    static final String NAME = "Vary";

    private static final String EVERYTHING = "*";

    private VaryField() {}

    /** Adds the names of the list, which has commas between, that the answer does not have yet. */
    static void add(ExchangeResponse response, String list) {
        if (response.getHeader(NAME) == null && !list.isBlank()) {
            response.put(NAME, list);
            return;
        }
        List<String> present = new ArrayList<>();
        response.getHeaders(NAME).forEach(line -> present.addAll(names(line)));
        List<String> missing = new ArrayList<>();
        for (String name : names(list)) {
            if (!holds(present, name) && !holds(missing, name)) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            response.append(NAME, String.join(", ", missing));
        }
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            if (!part.isBlank()) {
                names.add(part.strip());
            }
        }
        return names;
    }

    private static boolean holds(List<String> names, String wanted) {
        return names.stream().anyMatch(name -> name.equals(EVERYTHING) || name.equalsIgnoreCase(wanted));
    }
}
