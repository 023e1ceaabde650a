package dev.hardening.core.input;

import java.util.Set;

/**
 * Tells a sentence about JavaScript ("JavaScript: the good parts") from a script behind {@code javascript:}. Two words with
 * nothing but blanks between them are an error of syntax, so that a browser runs nothing of the whole text, unless one
 * of the two is a word of the language; and a text without any sign of an operation calls and changes nothing.
 */
final class ScriptProse {

    /** Words that may stand before another word. */
    private static final Set<String> PREFIXES = Set.of(
            "async",
            "await",
            "break",
            "case",
            "class",
            "const",
            "continue",
            "debugger",
            "delete",
            "do",
            "else",
            "enum",
            "export",
            "extends",
            "finally",
            "for",
            "function",
            "get",
            "if",
            "import",
            "let",
            "new",
            "of",
            "return",
            "set",
            "static",
            "switch",
            "throw",
            "try",
            "type",
            "typeof",
            "using",
            "var",
            "void",
            "while",
            "with",
            "yield");

    /** Words that may stand behind another word. */
    private static final Set<String> INFIXES = Set.of("as", "from", "in", "instanceof", "of");

    private static final String OPERATIONS = "()[]{}=`.\\%&<>;/+\"'!#@:|?*";
    private static final int LONGEST_WORD = 10;

    private ScriptProse() {}

    static boolean isProse(CharSequence text, int start, int end) {
        int first = skipBlanks(text, start, end);
        int firstEnd = wordEnd(text, first, end);
        int second = skipBlanks(text, firstEnd, end);
        int secondEnd = wordEnd(text, second, end);
        boolean twoWords = firstEnd > first && second > firstEnd && secondEnd > second;
        if (twoWords && !isOneOf(PREFIXES, text, first, firstEnd) && !isOneOf(INFIXES, text, second, secondEnd)) {
            return true;
        }
        for (int i = first; i < end; i++) {
            if (OPERATIONS.indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static int skipBlanks(CharSequence text, int start, int end) {
        int i = start;
        while (i < end && isBlank(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** What is white space to a script and ends no line of it (ECMA-262 section 12.2); an address has no tabs. */
    private static boolean isBlank(char c) {
        return c == ' ' || (c >= 0x80 && (c == 0xFEFF || Character.getType(c) == Character.SPACE_SEPARATOR));
    }

    /** A line may end between two words, and then both count: {@code name} and a call behind it. */
    private static boolean isLineEnd(char c) {
        return c == 0x2028 || c == 0x2029;
    }

    /** A letter beyond ASCII counts as part of the word, whatever else it is but a blank or the end of a line. */
    private static int wordEnd(CharSequence text, int start, int end) {
        int i = start;
        while (i < end) {
            char c = text.charAt(i);
            if (c < 0x80 ? !Ascii.isLetterOrDigit(c) && c != '_' && c != '$' : isBlank(c) || isLineEnd(c)) {
                break;
            }
            i++;
        }
        return i;
    }

    private static boolean isOneOf(Set<String> words, CharSequence text, int start, int end) {
        return end - start <= LONGEST_WORD
                && words.contains(text.subSequence(start, end).toString());
    }
}
