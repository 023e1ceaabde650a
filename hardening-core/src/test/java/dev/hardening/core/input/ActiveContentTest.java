package dev.hardening.core.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.input.ActiveContent.Reason;
import dev.hardening.testing.Allocations;
import java.nio.CharBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActiveContentTest {

    record Active(Reason reason, String text) {}

    private static Active active(Reason reason, String text) {
        return new Active(reason, text);
    }

    static List<Active> whatBrowsersRun() {
        return List.of(
                active(Reason.SCRIPT_ELEMENT, "<script>alert(1)</script>"),
                active(Reason.SCRIPT_ELEMENT, "<ScRiPt>"),
                active(Reason.SCRIPT_ELEMENT, "a<script/x src=//x>"),
                active(Reason.SCRIPT_ELEMENT, "<script"),
                active(Reason.SCRIPT_ELEMENT, "<<script>x"),
                active(Reason.SCRIPT_ELEMENT, "</script ><b>"),
                active(Reason.SCRIPT_ELEMENT, "<svg:script>x</svg:script>"),
                active(Reason.SCRIPT_ELEMENT, "<!--<b title=\"--><script>x</script>\">"),
                active(Reason.EVENT_HANDLER, "<svg/onload=x>"),
                active(Reason.EVENT_HANDLER, "<img src=x OnError = \"x()\">"),
                active(Reason.EVENT_HANDLER, "<b\fonclick\n=\tx>"),
                active(Reason.EVENT_HANDLER, "a onclick =alert(1)"),
                active(Reason.EVENT_HANDLER, "a onclick= alert(1)"),
                active(Reason.EVENT_HANDLER, "a\tonclick\n=\fx()"),
                active(Reason.EVENT_HANDLER, "x onfocus=f autofocus"),
                active(Reason.EVENT_HANDLER, "x onfencedtreeclick=f"),
                active(Reason.EVENT_HANDLER, "</b onclick=x>"), // as the value of an attribute without quotes
                active(Reason.EMBEDDED_CONTENT, "x srcdoc=y"),
                active(Reason.FORM, "x formaction=//y"),
                active(Reason.ACTIVE_STYLE, "x style=-moz-binding:url(//y)"),
                active(Reason.EVENT_HANDLER, "<x a=b'c d=\"e\"onclick=x()"),
                active(Reason.EVENT_HANDLER, "<x a/onclick=x>"),
                active(Reason.EVENT_HANDLER, "<x a /onclick=x>"),
                active(Reason.EVENT_HANDLER, "<x onnexteventofabrowser=x()>"),
                active(Reason.EVENT_HANDLER, "<b title='<b'onclick=x>"),
                active(Reason.EVENT_HANDLER, "\" onmouseover=alert(1) x=\""),
                active(Reason.EVENT_HANDLER, "'onfocus='x()'autofocus"),
                active(Reason.EVENT_HANDLER, "x onmouseover=alert(1)"),
                active(Reason.EVENT_HANDLER, "<noscript><p title=\"</noscript><img src=x onerror=x()>\">"),
                active(Reason.ACTIVE_URL, "<a href=javascript:x>"),
                active(Reason.ACTIVE_URL, "<a href=' java\tscript&colon;x'>"),
                active(Reason.ACTIVE_URL, "<a href=\"&#x0000006A&#97vascript&NewLine;:x\">"),
                active(Reason.ACTIVE_URL, "<a title=\"&quot;&gt;\" href=\"&#106;avascript:x\">"),
                active(Reason.ACTIVE_URL, "<svg><animate values='a;javascript:x()' attributeName=href>"),
                active(Reason.ACTIVE_URL, "javascript:alert(1)"),
                active(Reason.ACTIVE_URL, "\1 JaVaScRiPt: alert(1)"),
                active(Reason.ACTIVE_URL, "java\tscript:"),
                active(Reason.ACTIVE_URL, "javascript:async x=>alert(1)"),
                active(Reason.ACTIVE_URL, "javascript:x in alert(1)"),
                active(Reason.ACTIVE_URL, "javascript://%0aalert(1)"),
                active(Reason.ACTIVE_URL, "vbscript:msgbox 1"),
                active(Reason.ACTIVE_URL, "data:text/html,<b>x"),
                active(Reason.ACTIVE_URL, "data: image/svg+xml;base64,PHN2Zz4="),
                active(Reason.ACTIVE_URL, "[link](javascript:alert(1))"),
                active(Reason.ACTIVE_URL, "[link]: javascript:alert(1)"),
                active(Reason.ACTIVE_URL, "<javascript:alert(1)>"),
                active(Reason.ACTIVE_URL, "color:red;background:url( 'javascript:x')"),
                active(Reason.EMBEDDED_CONTENT, "<iframe src=//x>"),
                active(Reason.EMBEDDED_CONTENT, "<object data=x>"),
                active(Reason.EMBEDDED_CONTENT, "<embed>"),
                active(Reason.EMBEDDED_CONTENT, "x<object data=x>"),
                active(Reason.EMBEDDED_CONTENT, "<p srcdoc=x>"),
                active(Reason.PAGE_ELEMENT, "<base href=//x>"),
                active(Reason.PAGE_ELEMENT, "<meta http-equiv=refresh content=0>"),
                active(Reason.PAGE_ELEMENT, "<link/rel=stylesheet href=//x>"),
                active(Reason.FORM, "<form action=//x>"),
                active(Reason.FORM, "<button formaction=//x>"),
                active(Reason.ACTIVE_STYLE, "<style>*{x:y}</style>"),
                active(Reason.ACTIVE_STYLE, "<b style='width:exp/**/ression(x)'>"),
                active(Reason.ACTIVE_STYLE, "<b style='a:\\65 xpression&lpar;x)'>"),
                active(Reason.ACTIVE_STYLE, "<b style='behavior:url(x)'>"),
                active(Reason.ACTIVE_STYLE, "width: expression(alert(1))"));
    }

    @ParameterizedTest
    @MethodSource("whatBrowsersRun")
    void refuses_what_a_browser_runs(Active active) {
        assertEquals(active.reason(), ActiveContent.standard().find(active.text()));
    }

    static List<String> encodedTags() {
        return List.of(
                "\\u003cscript\\u003e",
                "\\x3cscript\\x3e",
                "\\74script\\76",
                "\\u{3c}script\\u{3E}",
                "{\"x\":\"\\u003cscript>\"}",
                "&lt;script&gt;",
                "&ltscript&gt",
                "&#60script&#62",
                "&#x0000000000000000003Cscript>",
                "&LT;script>",
                "%3Cscript%3E",
                "%253Cscript%253E",
                "%25253Cscript%25253E",
                "%25252525253Cscript%3E",
                "%u003Cscript%u003E",
                "%26lt%3Bscript%3E",
                "&#37;3Cscript>",
                "\\u0026lt;script>",
                "%5Cu003cscript>",
                "\\\\u003cscript>",
                "<scr\0ipt>",
                "<scr\u200bipt>",
                "%3Cscr%00ipt%3E",
                "\uff1cscript\uff1e",
                "%EF%BC%9Cscript%EF%BC%9E",
                "<\u017fcript>",
                "<\ud835\udcc8cript>",
                "&lt;img title=a%3E src=x onerror=x&gt;",
                "%3Cimg title=a&#62; src=x onerror=x%3E",
                "<img+src=x+onerror=x()+%3E",
                "javascript&colon;alert(1)",
                "%6aavascript:alert(1)",
                "\\u006aavascript:alert(1)");
    }

    @ParameterizedTest
    @MethodSource("encodedTags")
    void refuses_what_a_browser_runs_after_decoding(String text) {
        assertNotNull(ActiveContent.standard().find(text));
    }

    static List<String> whatPeopleWrite() {
        return List.of(
                "",
                "money=5 and condition = true",
                "money = 5",
                "on = off",
                "on=f(x)",
                "The switch once=true, only = 1 and onwards=(a+b) are none",
                "style = bold and action = none",
                "window.onload = init()",
                "a < b",
                "x <3 and i<n;",
                "on = off, online=yes, only = one, once=1",
                "List<String> and Map<String, List<Integer>> and List<Object>",
                "#include <stdio.h>",
                "if (a<b && c>d) { one = 2; }",
                "if (a <b && once = 1) f();",
                "<joe@example.org>",
                "<https://example.org/?onclick=yes>",
                "cat <in >out 2>&1",
                "std::vector<std::pair<int, object>> v;",
                "class Box<Base extends Shape> { }",
                "JavaScript: The Good Parts",
                "JavaScript: The Good Parts (second edition)",
                "javascript: a language",
                "javascript:",
                "book.title = \"JavaScript: The Good Parts\"",
                "Data: text/html is a media type",
                "data:image/png;base64,iVBORw0KGgo=",
                "[C]Hello {title: x}",
                "[docs](https://example.org)",
                "<b>bold</b>, <p class=\"x\">text</p>, <br/>, <i title='on'>",
                "<a href=\"https://example.org/?a=1&amp;b=2\">x</a>",
                "<img src=\"data:image/png;base64,AAAA\" alt=''>",
                "<p style=\"color: red; scroll-behavior: smooth\">",
                "<p onclick>",
                "<p onclick=\"\">",
                "<link> and <meta> are elements",
                "</b title=x>",
                "AT&T, R&D, 100% &copy; 50%25",
                "C:\\users\\x41\\new",
                "he said \"on\" and 'off' = 5",
                "regular expression (x) and expression(y): foo: expression(z)",
                "window.onload = function() { run(); };",
                "fullwidth \uff1d \uff1c 5",
                "{{constructor}} ${x} #{y}",
                "\u4f60\u597d\uff0c\u4e16\u754c\uff01\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd");
    }

    @ParameterizedTest
    @MethodSource("whatPeopleWrite")
    void lets_what_people_write_pass(String text) {
        assertNull(ActiveContent.standard().find(text));
    }

    @Test
    void reads_a_text_that_is_no_string() {
        assertTrue(ActiveContent.standard().isIn(CharBuffer.wrap("<script>")));
        assertFalse(ActiveContent.standard().isIn(CharBuffer.wrap("a < b")));
    }

    @Test
    void ignores_one_reason_and_still_finds_the_others() {
        ActiveContent forms = ActiveContent.standard().unsafeIgnoring(Reason.FORM);
        assertNull(forms.find("<form action=/x>"));
        assertEquals(Reason.EVENT_HANDLER, forms.find("<form action=/x onsubmit=x()>"));
        assertEquals(Reason.ACTIVE_URL, forms.find("<form action=javascript:x()>"));
        assertEquals(Reason.FORM, ActiveContent.standard().find("<form action=/x>"));
    }

    @ParameterizedTest
    @EnumSource
    void lets_each_reason_be_ignored(Reason reason) {
        ActiveContent detector = ActiveContent.standard().unsafeIgnoring(reason);
        for (Active active : whatBrowsersRun()) {
            assertTrue(active.reason() == reason || detector.isIn(active.text()), active::toString);
        }
        assertTrue(whatBrowsersRun().stream()
                .anyMatch(active -> active.reason() == reason && !detector.isIn(active.text())));
    }

    @ParameterizedTest
    @EnumSource
    void tells_each_reason_in_a_few_words_without_markup(Reason reason) {
        assertTrue(reason.words().matches("an? [a-z ,]+"), reason.words());
    }

    @Test
    void allocates_nothing_for_plain_text() {
        String text = "Plain words, (brackets), \"quotes\" - and numbers; 10 > 9. ".repeat(20);
        long bytes = Allocations.least(() -> {
            for (int i = 0; i < 1000; i++) {
                ActiveContent.standard().find(text);
            }
        });
        assertTrue(bytes < 1000, () -> bytes + " bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert \u00a0(1)",
                "javascript:alert \ufeff(1)",
                "javascript:alert \u3000(1)",
                "javascript:self \u2028alert(1)",
                "javascript:self \u2029alert(1)",
                "javascript:name in\u2028alert(1)",
                "javascript:x \u00a0=alert(1)",
                "[x](javascript:alert \u00a0(1))",
                "\" href=\"javascript:self \u2028alert(1)",
                "<video onwebkitplaybacktargetavailabilitychanged=alert(1)>",
                "\" onwebkitcurrentplaybacktargetiswirelesschanged=\"alert(1)"
            })
    void blanks_beyond_ascii_and_long_names_hide_no_script(String text) {
        assertTrue(ActiveContent.standard().isIn(text), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JavaScript: das\u00a0Buch (2. Auflage)", "JavaScript: le langage\u00a0; un guide"})
    void a_title_with_a_narrow_blank_is_prose(String text) {
        assertFalse(ActiveContent.standard().isIn(text), text);
    }
}
