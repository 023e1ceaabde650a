package dev.hardening.core.input;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Says what is active without knowing the detector: a parser that follows WHATWG HTML builds the tree, and the tree is
 * searched for what runs. It shares no code, no list and no decoder with the main code.
 */
final class BrowserOracle {

    /** Where in a page the value is written to, without any escaping. */
    enum Place {
        BODY("<p>", "</p>"),
        DOUBLE_QUOTES("<input value=\"", "\"><p>x"),
        SINGLE_QUOTES("<input value='", "'><p>x"),
        NO_QUOTES("<input value=x", "><p>x"),
        LINK("", "");

        private final String before;
        private final String behind;

        Place(String before, String behind) {
            this.before = before;
            this.behind = behind;
        }
    }

    private static final int DEPTH = 3;
    private static final Pattern HANDLER = Pattern.compile("on[a-z]{2,}");
    private static final Pattern SCRIPT_ADDRESS = Pattern.compile("(javascript|vbscript):.+", Pattern.DOTALL);
    private static final Pattern ACTIVE_DATA = Pattern.compile(
            "data:\\s*[a-z]+/[a-z0-9.+-]*(html|xml|svg|xsl|javascript|ecmascript)[^,]*,.*", Pattern.DOTALL);
    private static final Pattern ACTIVE_STYLE = Pattern.compile(
            ".*(expression\\(|url\\(['\"]?(javascript|vbscript):|-moz-binding:|(^|[;{\\s])behavior:).*",
            Pattern.DOTALL);
    private static final Pattern PERCENT = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([/\"'\\\\]))");
    private static final Set<String> ADDRESSES = Set.of(
            "href",
            "xlink:href",
            "src",
            "action",
            "formaction",
            "data",
            "poster",
            "background",
            "from",
            "to",
            "values",
            "by",
            "dynsrc",
            "lowsrc",
            "code",
            "codebase",
            "cite",
            "longdesc",
            "manifest",
            "profile");

    private BrowserOracle() {}

    /** Tells whether the text is active in the place as it stands, or after up to three decodings in some order. */
    static boolean isActive(String text, Place place) {
        Set<String> layers = Set.of(text);
        Set<String> seen = new LinkedHashSet<>(layers);
        for (int depth = 0; depth <= DEPTH; depth++) {
            Set<String> next = new LinkedHashSet<>();
            for (String layer : layers) {
                if (isActiveAsItStands(layer, place)) {
                    return true;
                }
                for (String decoded : List.of(references(layer), percent(layer), escapes(layer))) {
                    if (seen.add(decoded)) {
                        next.add(decoded);
                    }
                }
            }
            layers = next;
        }
        return false;
    }

    static boolean isActiveAsItStands(String text, Place place) {
        if (place == Place.LINK) {
            return isActiveAddress(text);
        }
        Document page = Jsoup.parse(place.before + text + place.behind);
        return page.getAllElements().stream().anyMatch(BrowserOracle::isActive);
    }

    private static boolean isActive(Element element) {
        boolean byName = switch (element.normalName()) {
            case "script", "iframe", "embed", "applet", "frame", "portal", "style" -> true;
            case "object", "base", "link", "form" ->
                element.attributes().asList().stream()
                        .anyMatch(attribute -> !attribute.getValue().isBlank());
            case "meta" -> element.attr("http-equiv").trim().equalsIgnoreCase("refresh");
            default -> false;
        };
        return byName || element.attributes().asList().stream().anyMatch(BrowserOracle::isActive);
    }

    private static boolean isActive(Attribute attribute) {
        String name = attribute.getKey().toLowerCase(Locale.ROOT);
        String value = attribute.getValue();
        if (value.isBlank()) {
            return false;
        }
        return HANDLER.matcher(name).matches()
                || name.equals("srcdoc")
                || name.equals("formaction")
                || (ADDRESSES.contains(name) && isActiveAddress(value))
                || (name.equals("style") && isActiveStyle(value));
    }

    private static boolean isActiveAddress(String value) {
        String plain = value.replaceAll("^[\\x00-\\x20]+", "")
                .replaceAll("[\\t\\n\\r]", "")
                .toLowerCase(Locale.ROOT);
        return SCRIPT_ADDRESS.matcher(plain).matches()
                || ACTIVE_DATA.matcher(plain).matches();
    }

    private static boolean isActiveStyle(String value) {
        String plain = value.replaceAll("/\\*.*?\\*/", "").replaceAll("\\s", "").toLowerCase(Locale.ROOT);
        return ACTIVE_STYLE.matcher(plain).matches();
    }

    private static String references(String text) {
        return Parser.unescapeEntities(text, false);
    }

    private static String percent(String text) {
        return PERCENT.matcher(text).replaceAll(run -> {
            String digits = run.group().replace("%", "");
            byte[] bytes = java.util.HexFormat.of().parseHex(digits);
            return java.util.regex.Matcher.quoteReplacement(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
        });
    }

    private static String escapes(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> {
            String hex = escape.group(1) != null ? escape.group(1) : escape.group(2);
            String character = hex == null ? escape.group(3) : String.valueOf((char) Integer.parseInt(hex, 16));
            return java.util.regex.Matcher.quoteReplacement(character);
        });
    }
}
