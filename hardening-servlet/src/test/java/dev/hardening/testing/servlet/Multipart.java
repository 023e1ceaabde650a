package dev.hardening.testing.servlet;

import java.util.List;
import java.util.stream.Stream;

/** Bodies of multipart forms, well-formed and not; text is ISO-8859-1, one character for each byte. */
public final class Multipart {

    /** The type of the bodies. */
    public static final String TYPE = "multipart/form-data; boundary=b";

    /**
     * A malformed body.
     *
     * @param name what is wrong
     * @param type its content type
     * @param body its bytes
     */
    public record Malformed(String name, String type, String body) {
        @Override
        public String toString() {
            return name;
        }
    }

    private Multipart() {}

    /** Returns a part: the lines of its head and its content. */
    public static String part(String head, String content) {
        return "--b\r\n" + head + "\r\n\r\n" + content + "\r\n";
    }

    /** Returns a part that is a field. */
    public static String field(String name, String content) {
        return part(disposition(name), content);
    }

    /** Returns a part that is a file. */
    public static String file(String name, String fileName, String content) {
        return part(
                disposition(name) + "; filename=\"" + fileName + "\"\r\nContent-Type: application/octet-stream",
                content);
    }

    /** Returns a body of the parts. */
    public static String body(String... parts) {
        return String.join("", parts) + "--b--\r\n";
    }

    private static String disposition(String name) {
        return "Content-Disposition: form-data; name=\"" + name + "\"";
    }

    /** Returns bodies that are none. */
    public static List<Malformed> malformed() {
        String good = body(field("a", "x"));
        return Stream.concat(
                        Stream.of(
                                new Malformed("no boundary", "multipart/form-data", good),
                                new Malformed("an empty boundary", "multipart/form-data; boundary=", good),
                                new Malformed("an empty quoted boundary", "multipart/form-data; boundary=\"\"", good),
                                new Malformed("two boundaries", TYPE + "; boundary=c", good),
                                new Malformed("a boundary with a comma", "multipart/form-data; boundary=b,c", good),
                                new Malformed("an open quote", "multipart/form-data; boundary=\"b", good),
                                new Malformed("something behind", "multipart/form-data; boundary=b c", good),
                                new Malformed("another boundary", "multipart/form-data; boundary=c", good),
                                new Malformed(
                                        "a boundary of 71 characters",
                                        "multipart/form-data; boundary=" + "b".repeat(71),
                                        good.replace("--b", "--" + "b".repeat(71))),
                                new Malformed(
                                        "a boundary with a control", "multipart/form-data; boundary=\"b\tb\"", good)),
                        bodies().entrySet().stream()
                                .map(entry -> new Malformed(entry.getKey(), TYPE, entry.getValue())))
                .toList();
    }

    private static java.util.Map<String, String> bodies() {
        String good = body(field("a", "x"));
        java.util.Map<String, String> bodies = new java.util.LinkedHashMap<>();
        bodies.put("garbage", "garbage");
        for (int cut : new int[] {1, 3, 4, 5, 20, 45, 47, 49, 50, 51, 52, 55, 56, 58}) {
            bodies.put("cut off after " + cut, good.substring(0, cut));
        }
        bodies.put("no last delimiter", field("a", "x") + "--b\r\n");
        bodies.put("a last delimiter with one dash", field("a", "x") + "--b-");
        bodies.put("bare line feeds", good.replace("\r\n", "\n"));
        bodies.put("a bare line feed behind the first delimiter", good.replaceFirst("\r\n", "\n"));
        bodies.put("a bare line feed before the last delimiter", good.replace("x\r\n", "x\n"));
        bodies.put("a bare line feed before a delimiter", field("a", "x\n--b\r\ny") + "--b--");
        bodies.put("a bare line feed in a head", part("Content-Disposition: form-data; name=a\nX: y", "x") + "--b--");
        bodies.put("a bare return in a head", part("Content-Disposition: form-data; name=a\rX: y", "x") + "--b--");
        bodies.put(
                "no line end before the delimiter", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n--b--\r\n");
        bodies.put("two bare line feeds before a delimiter", field("a", "x\n\n--b\r\ny") + "--b--");
        bodies.put(
                "a part that shares its line end with the next delimiter",
                "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n" + body(field("b", "x")));
        bodies.put("a longer delimiter", field("a", "x") + "--bc\r\n" + field("a", "y") + "--b--");
        bodies.put("a space behind a delimiter", "--b \r\n" + good.substring(5));
        bodies.put("something before the first delimiter", "x\r\n" + good);
        bodies.put("something behind the last delimiter", good + "x");
        bodies.put("another form behind", good + good);
        bodies.put("no disposition", body(part("X: y", "x")));
        bodies.put("no head", body("--b\r\n\r\nx\r\n"));
        bodies.put("no name", body(part("Content-Disposition: form-data", "x")));
        bodies.put("two names", body(part("Content-Disposition: form-data; name=a; name=b", "x")));
        bodies.put("two names in other cases", body(part("Content-Disposition: form-data; name=a; NAME=b", "x")));
        bodies.put("two file names", body(part("Content-Disposition: form-data; name=a; filename=b; filename=c", "x")));
        bodies.put("a name without a value", body(part("Content-Disposition: form-data; name", "x")));
        bodies.put("an open quote", body(part("Content-Disposition: form-data; name=\"a", "x")));
        bodies.put("something behind the name", body(part("Content-Disposition: form-data; name=\"a\"b", "x")));
        bodies.put("another disposition", body(part("Content-Disposition: attachment; name=a", "x")));
        bodies.put("a name in two ways", body(part("Content-Disposition: form-data; name=a; name*=utf-8''b", "x")));
        bodies.put("only filename*", body(part("Content-Disposition: form-data; name=a; filename*=utf-8''b", "x")));
        bodies.put(
                "two dispositions",
                body(part("Content-Disposition: form-data; name=a\r\ncontent-disposition: form-data; name=b", "x")));
        bodies.put(
                "two types",
                body(part("Content-Disposition: form-data; name=a\r\nContent-Type: a/b\r\nContent-Type: c/d", "")));
        bodies.put("a folded line", body(part("Content-Disposition: form-data;\r\n name=a", "x")));
        bodies.put("a line without a name", body(part("Content-Disposition: form-data; name=a\r\n: x", "x")));
        bodies.put("a line without a colon", body(part("Content-Disposition: form-data; name=a\r\nx", "x")));
        bodies.put("a space before the colon", body(part("Content-Disposition : form-data; name=a", "x")));
        bodies.put("a zero in a head", body(field("a\0b", "x")));
        bodies.put("bytes in a head that are no text", body(field("\u00FF", "x")));
        bodies.put(
                "a head too long", body(part("Content-Disposition: form-data; name=a\r\nX: " + "y".repeat(9_000), "")));
        bodies.put("too many lines", body(part("Content-Disposition: form-data; name=a" + "\r\nX: y".repeat(40), "")));
        bodies.put(
                "a transfer encoding",
                body(part("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64", "eA==")));
        bodies.put(
                "parts in a part",
                body(part("Content-Disposition: form-data; name=a\r\nContent-Type: multipart/mixed; boundary=c", "")));
        return bodies;
    }
}
