package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlphabetTest {

    @ParameterizedTest
    @CsvSource({
        "0123, DECIMAL",
        "01ef, HEX",
        "01EF, HEX",
        "01eF, HEX",
        "01xy, BASE36",
        "01XY, BASE36",
        "01xY, BASE62",
        "01x/, BASE64",
        "ab+, BASE64",
        "01x_, BASE64URL",
        "ab-, BASE64URL",
        "a-/, PRINTABLE",
        "a!, PRINTABLE",
        "a b, PRINTABLE",
        "ä, UNICODE",
        "aé, UNICODE",
        "\u0661\u0662, UNICODE",
        "\uff41, UNICODE",
        "'\u0007', UNICODE"
    })
    void is_the_smallest_that_has_all_characters(String text, Alphabet expected) {
        assertEquals(expected, Alphabet.of(text.toCharArray(), text.length()));
    }

    @Test
    void looks_no_further_than_it_is_told() {
        assertEquals(Alphabet.DECIMAL, Alphabet.of("12!é".toCharArray(), 2));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNICODE")
    void gives_every_character_its_own_place(Alphabet alphabet) {
        Set<Integer> places = new HashSet<>();
        for (char c = 0; c < 256; c++) {
            int place = alphabet.indexOf(c);
            if (place >= 0) {
                places.add(place);
            }
        }
        assertEquals(alphabet.size(), places.size());
        assertTrue(places.stream().allMatch(place -> place < alphabet.size()));
    }

    @ParameterizedTest
    @CsvSource({
        "HEX, 64, 32",
        "HEX, 63, 31",
        "HEX, 32, 16",
        "BASE64, 43, 32",
        "BASE64, 42, 31",
        "DECIMAL, 38, 15",
        "DECIMAL, 39, 16",
        "BASE62, 32, 23",
        "BYTES, 32, 32",
        "PRINTABLE, 40, 32",
        "HEX, 0, 0"
    })
    void knows_how_many_random_bytes_a_text_can_carry(Alphabet alphabet, int length, int bytes) {
        assertEquals(bytes, alphabet.capacityBytes(length));
    }
}
