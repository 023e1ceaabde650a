package dev.hardening.core.input;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Writes active content in the ways that tokenizers and decoders allow. Some of it is broken on purpose or by chance. */
final class ActiveGrammar {

    private static final String[] ELEMENTS = {
        "a", "img", "svg", "body", "video", "audio", "input", "details", "marquee", "x", "custom-tag", "math", "select",
        "textarea", "iframe", "object", "embed", "button", "p", "b", "title", "style", "font", "table", "td", "svg:g"
    };
    private static final String[] HANDLERS = {
        "onload",
        "onerror",
        "onclick",
        "onmouseover",
        "onfocus",
        "ontoggle",
        "onstart",
        "onbegin",
        "onanimationend",
        "onpointerrawupdate",
        "onbeforetoggle",
        "onscrollsnapchange",
        "oncontentvisibilityautostatechange",
        "onauxclick"
    };
    private static final String[] BLANKS = {" ", "\t", "\n", "\f", "\r", "/", " / ", "//", "\n\t", "/\f"};
    private static final String[] SCRIPTS = {
        "alert(1)", "alert`1`", "location=name", "eval(atob('YQ=='))", "top['al'+'ert'](1)", "x=>1", "import('//x')"
    };
    private static final String[] ADDRESSES = {
        "javascript:",
        "vbscript:",
        "data:text/html,",
        "data:text/html;base64,",
        "data:image/svg+xml,",
        "data:application/xhtml+xml;charset=utf-8,"
    };
    private static final String[] ADDRESS_ATTRIBUTES = {
        "href", "src", "action", "formaction", "xlink:href", "data", "poster"
    };
    private static final String[] BEFORE = {
        "",
        "",
        "text ",
        "a < b ",
        "\"",
        "'",
        "\">",
        "'>",
        "</title>",
        "<!--",
        "-->",
        "<b title='>",
        "<a b=\"",
        "x=1 & ",
        "]]>",
        "</textarea>",
        "<!",
        "<?",
        "{{",
        "\\",
        "%",
        "&"
    };
    private static final String[] BEHIND = {"", "", ">", "/>", " >x", " x=\"", "//", "<!--", ">text</a>", "\n>", " y>"};

    private final Random random;

    ActiveGrammar(long seed) {
        this.random = new Random(seed);
    }

    String next() {
        String core = switch (random.nextInt(8)) {
            case 0, 1, 2 -> tag(pick(HANDLERS), pick(SCRIPTS));
            case 3, 4 -> tag(pick(ADDRESS_ATTRIBUTES), address());
            case 5 -> "<" + mixed("script") + pick(BLANKS) + ">" + pick(SCRIPTS) + "</script>";
            case 6 -> pick(new String[] {"\"", "'", "x "}) + pick(BLANKS) + attribute(pick(HANDLERS), pick(SCRIPTS));
            default -> special();
        };
        String text = random.nextInt(12) == 0 ? address() : pick(BEFORE) + core + pick(BEHIND);
        int layers = Math.max(0, random.nextInt(6) - 2);
        for (int i = 0; i < layers; i++) {
            text = encode(text);
        }
        return text;
    }

    private String tag(String name, String value) {
        StringBuilder tag = new StringBuilder("<").append(mixed(pick(ELEMENTS)));
        while (random.nextInt(3) == 0) {
            tag.append(pick(BLANKS)).append(attribute(pick(new String[] {"id", "x", "=", "a\"b", "title"}), "a>b"));
        }
        return tag.append(pick(BLANKS)).append(attribute(mixed(name), value)).toString();
    }

    private String attribute(String name, String value) {
        String equals = pick(new String[] {"=", "=", " =", "= ", "\n=\t"});
        String inner = random.nextInt(3) == 0 ? references(value) : value;
        return switch (random.nextInt(3)) {
            case 0 -> name + equals + '"' + inner.replace("\"", "&quot;") + '"';
            case 1 -> name + equals + '\'' + inner.replace("'", "&#39;") + '\'';
            default -> name + equals + inner.replace(" ", "&#32;");
        };
    }

    private String address() {
        StringBuilder address = new StringBuilder(pick(new String[] {"", "", " ", "\1", "&#1;"}));
        for (char c : mixed(pick(ADDRESSES)).toCharArray()) {
            address.append(c);
            if (random.nextInt(20) == 0) {
                address.append(pick(new String[] {"\t", "\n", "&Tab;", "&NewLine;", "&#10;", "&#x0d;"}));
            }
        }
        return address + pick(SCRIPTS);
    }

    private String special() {
        return pick(new String[] {
            "<iframe src=//x></iframe>",
            "<iframe srcdoc='<b>x'>",
            "<embed src=x>",
            "<object data=x></object>",
            "<base href=//x/>",
            "<meta http-equiv=refresh content='0;url=//x'>",
            "<link rel=stylesheet href=//x>",
            "<style>@import '//x'</style>",
            "<form action=//x><input name=p></form>",
            "<button formaction=//x>",
            "<applet code=x>",
            "<div style='width:expression(x())'>",
            "<div style=\"background:url(javascript:x())\">",
            "<p style='-moz-binding:url(//x)'>",
            "<svg><script>x()</script></svg>",
            "<svg><animate xlink:href=#a attributeName=href values=javascript:x() /></svg>",
            "<math href=javascript:x()>m",
            "<svg><set attributeName=onload to=x() /><set onbegin=x()>",
            "<noscript><p title=\"</noscript><img src=x onerror=x()>\">"
        });
    }

    private String encode(String text) {
        return switch (random.nextInt(5)) {
            case 0 -> references(text);
            case 1 ->
                text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;");
            case 2, 3 -> percent(text);
            default -> escapes(text);
        };
    }

    private String references(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = Character.isLetterOrDigit(c) && random.nextInt(4) != 0;
            String zeros = "0".repeat(random.nextInt(4) * random.nextInt(4));
            out.append(
                    plain
                            ? "" + c
                            : random.nextBoolean() ? "&#" + zeros + (int) c + ';' : "&#x" + zeros + hex(c) + ';');
        }
        return out.toString();
    }

    private String percent(String text) {
        StringBuilder out = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = Character.isLetterOrDigit(octet) && octet > 0 && random.nextInt(4) != 0;
            out.append(plain ? "" + (char) octet : "%" + (octet >= 0 && octet < 16 ? "0" : "") + hex(octet & 0xFF));
        }
        return out.toString();
    }

    private String escapes(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c != '\\' && random.nextInt(3) != 0 && c != '<';
            String hex = "000" + hex(c);
            out.append(
                    plain
                            ? "" + c
                            : c < 0x100 && random.nextBoolean()
                                    ? "\\x" + hex.substring(hex.length() - 2)
                                    : "\\u" + hex.substring(hex.length() - 4));
        }
        return out.toString();
    }

    private String mixed(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            out.append(random.nextInt(3) == 0 ? Character.toUpperCase(c) : c);
        }
        return out.toString();
    }

    private String hex(int value) {
        String hex = Integer.toHexString(value);
        return random.nextBoolean() ? hex : hex.toUpperCase(java.util.Locale.ROOT);
    }

    private String pick(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
