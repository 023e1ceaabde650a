package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.servlet.Multipart;
import dev.hardening.testing.servlet.Multipart.Malformed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartParserTest {

    private static final long SEED = 20261127;

    /** Yields at most so many bytes at a time, after a first piece of another length. */
    private static InputStream cut(byte[] body, int first, int next) {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                return at < body.length ? body[at++] & 0xFF : -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (at == body.length) {
                    return -1;
                }
                int count = Math.min(Math.min(length, body.length - at), at == 0 && first > 0 ? first : next);
                System.arraycopy(body, at, target, offset, count);
                at += count;
                return count;
            }
        };
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Shows the parts: name, file name and content. */
    private static List<String> parsed(byte[] body, InputStream in, String boundary)
            throws IOException, MalformedFormException {
        List<String> shown = new ArrayList<>();
        for (PartHead part : MultipartParser.parse(in, boundary, 1_000, StandardCharsets.UTF_8)) {
            String content =
                    new String(body, (int) part.from(), (int) (part.to() - part.from()), StandardCharsets.ISO_8859_1);
            shown.add(part.name() + "|" + part.fileName() + "|" + content);
        }
        return shown;
    }

    private static List<String> parsed(String body) throws IOException, MalformedFormException {
        return parsed(bytes(body), new ByteArrayInputStream(bytes(body)), "b");
    }

    static Stream<Malformed> malformed() {
        return Multipart.malformed().stream();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refuses_what_is_malformed(Malformed malformed) {
        assertThrows(MalformedFormException.class, () -> {
            String boundary = MultipartParser.boundary(malformed.type());
            byte[] body = bytes(malformed.body());
            parsed(body, new ByteArrayInputStream(body), boundary);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "multipart/form-data; boundary=b!b",
                "multipart/form-data;boundary=b!b",
                "Multipart/Form-Data; BOUNDARY=b!b",
                "multipart/form-data; charset=utf-8; boundary=b!b",
                "multipart/form-data; boundary=b;!b",
                "multipart/form-data; boundary=\"b\"!b",
                "multipart/form-data; boundary=\"a b\"!a b",
                "multipart/form-data; boundary=----=_Part_1.2:3!----=_Part_1.2:3",
                "multipart/form-data; boundary=\"'()+_,-./:=?\"!'()+_,-./:=?"
            })
    void reads_a_boundary(String type, String boundary) throws MalformedFormException {
        assertEquals(boundary, MultipartParser.boundary(type));
    }

    @Test
    void a_boundary_has_up_to_70_characters() throws MalformedFormException {
        String longest = "b".repeat(70);
        assertEquals(longest, MultipartParser.boundary("multipart/form-data; boundary=" + longest));
        assertThrows(
                MalformedFormException.class,
                () -> MultipartParser.boundary("multipart/form-data; boundary=b" + longest));
        assertThrows(
                MalformedFormException.class, () -> MultipartParser.boundary("multipart/form-data; boundary=\"b \""));
    }

    @Test
    void reads_what_browsers_and_libraries_send() throws Exception {
        assertEquals(List.of(), parsed("--b--\r\n"));
        assertEquals(List.of(), parsed("--b--"));
        assertEquals(List.of("a|null|x"), parsed("\r\n" + Multipart.body(Multipart.field("a", "x"))));
        assertEquals(
                List.of("a|null|", "a|b.txt|x\r\ny", "|null|z"),
                parsed(Multipart.body(
                        Multipart.field("a", ""), Multipart.file("a", "b.txt", "x\r\ny"), Multipart.field("", "z"))));
        String near = "x--b\r\n-\n-b\r\r\n--\r\n--c";
        assertEquals(List.of("a|null|" + near), parsed(Multipart.body(Multipart.field("a", near))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "name=a; filename=b!a|b|x",
                "name=\"a\"; filename=\"\"!a||x",
                "filename=\"b\"; name=\"a\"!a|b|x",
                "name=\"a;b\"; filename=\"c;name=d\"!a;b|c;name=d|x",
                "name=\"a\\\"b\"; filename=\"c\\\\d\"!a\"b|c\\d|x",
                "name=\"a\"; filename=\"C:\\dir\\f.txt\"!a|C:\\dir\\f.txt|x",
                "name=\"a\"; filename=\"../../etc/passwd\"!a|../../etc/passwd|x",
                "name=\"a\"; filename=\"%22%0D\"!a|%22%0D|x",
                "name=\"a\"; filename=\"b\"; filename*=utf-8''c!a|b|x",
                "name=\"a\"; size=3;!a|null|x",
                "NAME=\"Ã©\"; FileName=\"Ã©.txt\"!é|é.txt|x"
            })
    void reads_a_disposition(String parameters, String expected) throws Exception {
        String head = "content-DISPOSITION:Form-Data;" + parameters;
        assertEquals(List.of(expected), parsed(Multipart.body(Multipart.part(head, "x"))));
    }

    @Test
    void stops_at_one_part_too_many() throws Exception {
        String body = Multipart.field("a", "x").repeat(5) + "garbage";
        byte[] all = bytes(body);
        for (int most = 0; most < 4; most++) {
            assertEquals(
                    most + 1,
                    MultipartParser.parse(new ByteArrayInputStream(all), "b", most, StandardCharsets.UTF_8)
                            .size());
        }
    }

    @Test
    void finds_the_same_wherever_the_stream_is_cut() throws Exception {
        byte[] body = bytes(Multipart.body(
                Multipart.field("a", "x\r\n--\r\n-b\r--b"),
                Multipart.file("f", "g", "\r\n\r\r\n--\r\n--c\0\u00FF\n"),
                Multipart.field("c", "")));
        List<String> whole = parsed(body, new ByteArrayInputStream(body), "b");
        assertEquals(3, whole.size());
        for (int first = 0; first <= body.length; first++) {
            for (int next : new int[] {1, 2, 3, 7, 8192}) {
                assertEquals(whole, parsed(body, cut(body, first, next), "b"), first + " " + next);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 8192})
    void random_parts_come_back_as_they_were(int piece) throws Exception {
        Random random = new Random(SEED + piece);
        for (int round = 0; round < 300; round++) {
            List<String> expected = new ArrayList<>();
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(6); i > 0; i--) {
                String content = nearlyDelimiters(random);
                boolean file = random.nextBoolean();
                body.append(file ? Multipart.file("n" + i, "f" + i, content) : Multipart.field("n" + i, content));
                expected.add("n" + i + "|" + (file ? "f" + i : "null") + "|" + content);
            }
            byte[] all = bytes(Multipart.body(body.toString()));
            assertEquals(
                    expected,
                    parsed(all, cut(all, random.nextInt(50), piece), "b"),
                    "seed " + SEED + " round " + round);
        }
    }

    /** Returns bytes that have everything of a delimiter but the whole. */
    private static String nearlyDelimiters(Random random) {
        StringBuilder content = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            content.append(List.of("\r", "\n", "-", "--", "b", "\r\n", "\r\n-", "\r\n--", "\0", "\u00FF", "x")
                    .get(random.nextInt(11)));
        }
        return content.toString().replace("--b", "--c").replaceAll("^--", "");
    }

    @Test
    void any_change_of_a_byte_gives_parts_or_is_malformed() throws Exception {
        byte[] body = bytes(Multipart.body(Multipart.field("a", "x"), Multipart.file("f", "g", "y\r\nz")));
        int malformed = 0;
        for (int at = 0; at < body.length; at++) {
            for (int value : new int[] {0, '\r', '\n', '-', 'b', ';', '"', '=', ' ', 0xFF}) {
                byte[] changed = body.clone();
                changed[at] = (byte) value;
                try {
                    assertTrue(parsed(changed, cut(changed, 0, 5), "b").size() <= 2);
                } catch (MalformedFormException e) {
                    malformed++;
                }
            }
        }
        assertTrue(malformed > body.length, malformed + " of " + 10 * body.length);
    }
}
