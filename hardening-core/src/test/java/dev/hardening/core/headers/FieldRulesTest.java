package dev.hardening.core.headers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.hardening.core.headers.FieldRules.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FieldRulesTest {

    @Test
    void finds_every_name_in_every_case_and_no_other() {
        Map<String, Rule> all = new HashMap<>();
        Fingerprints.NAMES_2026_11.forEach(name -> all.put(name, Rule.NEVER));
        all.put("Cache-Control", Rule.IF_PRIVATE);
        FieldRules rules = new FieldRules(all);
        all.forEach((name, rule) -> {
            assertEquals(rule, rules.of(name));
            assertEquals(rule, rules.of(name.toLowerCase(Locale.ROOT)));
            assertEquals(rule, rules.of(name.toUpperCase(Locale.ROOT)));
        });
        for (String other : List.of("", "S", "Serve", "Servers", "X-Server", "Content-Type")) {
            assertNull(rules.of(other), other);
        }
    }

    @Test
    void agrees_with_a_map_for_any_names() {
        long seed = 11;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Map<String, Rule> expected = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = random.nextInt(60); i > 0; i--) {
                expected.put(name(random), random.nextBoolean() ? Rule.OURS : Rule.NEVER);
            }
            FieldRules rules = new FieldRules(expected);
            for (int i = 0; i < 200; i++) {
                String asked = name(random);
                assertEquals(expected.get(asked), rules.of(asked), "seed " + seed + " " + asked);
            }
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            name.append("aAbB-_$".charAt(random.nextInt(7)));
        }
        return name.toString();
    }
}
