package dev.hardening.core.secret;

import java.util.Locale;
import java.util.Set;

/** Recognises what people type where a random value belongs: templates, common words, default passwords. */
final class Wording {

    private static final String QUOTES = "\"'`";
    private static final String CURLY_QUOTES = "“”„‟‘’‚‛«»‹›´";
    private static final String SEPARATORS = "-_. :";

    /** A template begins with one of these and a separator. */
    private static final Set<String> OPENINGS = Set.of(
            "your",
            "replace",
            "change",
            "changeme",
            "insert",
            "enter",
            "todo",
            "fixme",
            "paste",
            "example",
            "sample",
            "dummy");

    /** Nothing but a template has one of these, separators taken out. */
    private static final String[] TEMPLATES = {
        "changeme", "changeit", "changethis", "placeholder", "replaceme", "replacewith", "replacethis", "yoursecret",
        "yoursecure", "yourstrong", "yourkey", "yoursession", "yourjwt", "yourapikey", "insecure", "donotuse",
        "notforproduction", "xxxxxxx", "randomstring", "somerandom"
    };

    /**
     * Six letters or more, typed in one case or with a capital at the beginning: a random base64 key of 43 characters
     * has a given word of six by chance less than twice in 10⁹.
     */
    private static final String[] COMMON = {
        "secret",
        "password",
        "passwort",
        "passphrase",
        "passwd",
        "qwerty",
        "qwertz",
        "azerty",
        "asdfgh",
        "zxcvbn",
        "1q2w3e4r",
        "letmein",
        "welcome",
        "default",
        "testing",
        "example",
        "develop",
        "production",
        "iloveyou",
        "administrator",
        "correcthorse",
        "batterystaple",
        "signingkey",
        "encryptionkey",
        "sessionkey",
        "p@ssword",
        "p@ssw0rd",
        "passw0rd",
        "pa55word",
        "pa55w0rd",
        "s3cr3t",
        "supersafe",
        "hunter2"
    };

    /** Hex digits that read as words; two of them do not meet by chance. */
    private static final String[] HEX_WORDS = {
        "deadbeef",
        "cafebabe",
        "feedface",
        "baadf00d",
        "8badf00d",
        "deadc0de",
        "cafed00d",
        "facefeed",
        "badc0ffee",
        "c0ffee",
        "beefcafe",
        "cafebeef",
        "f00dbabe",
        "defaced",
        "deadcafe",
        "beefbabe"
    };

    private static final Set<String> DICTIONARY = Set.of(("access account admin an and api app application at auth"
                    + " authentication aws backend bar base64 baz be bearer bit bits bucket by byte bytes cache change char"
                    + " characters chars chat client cloud code company config cookie credential credentials crypt"
                    + " custom data database db debug default demo deploy dev development do docker dummy email encrypt"
                    + " encryption enter env example fake file foo for frontend gateway generate generated gpt guest"
                    + " hard hash hello here hex hmac hs256 hs512 http https id if in insecure internal is it jwt key"
                    + " keys kube kubernetes least length live local localhost login long main master me minimum mock"
                    + " mongo must my mysql neo4j new no node not of old on one only openssl or org pass passphrase"
                    + " password phrase pin please postgres prod production project public private pwd rand random"
                    + " read redis refresh replace root safe salt sample secret secrets secure security server service"
                    + " session sha256 share shared should sign signature signing simple site some sql stage staging"
                    + " static strong string super temp temporary test tester testing text that the this three tmp to"
                    + " token top two unsafe use used user username value very web webhook with word words world"
                    + " write you your zero")
            .split(" "));

    private static final Set<String> DEFAULT_PASSWORDS =
            Set.of(("1234 12345 123456 1234567 12345678 123456789 1234567890"
                            + " 111111 000000 abc abcd admin administrator changeme changeit change default demo dev guest hello"
                            + " letmein login manager mysql neo4j oracle pass passwd password passw0rd p@ssword p@ssw0rd"
                            + " postgres postgresql qwerty redis root secret strongpassword strongpass sa super test tester"
                            + " toor user username welcome yourpassword master mongo mongodb rabbitmq guestguest none null"
                            + " undefined example sample iloveyou monkey dragon")
                    .split(" "));

    private static final int LONGEST_DEFAULT_PASSWORD = 32;

    private Wording() {}

    static boolean isQuoted(CharSequence text) {
        char first = text.charAt(0);
        char last = text.charAt(text.length() - 1);
        return CURLY_QUOTES.indexOf(first) >= 0
                || CURLY_QUOTES.indexOf(last) >= 0
                || (text.length() > 1 && first == last && QUOTES.indexOf(first) >= 0);
    }

    static boolean isHalfQuoted(CharSequence text) {
        return QUOTES.indexOf(text.charAt(0)) >= 0 || QUOTES.indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    /** Templates: text in brackets, an ellipsis, {@code your-…}, {@code change-me}. */
    static boolean isTemplate(CharSequence text) {
        String folded = unquoted(text.toString().strip().toLowerCase(Locale.ROOT));
        return inBrackets(folded)
                || folded.endsWith("...")
                || folded.startsWith("...")
                || folded.endsWith("…")
                || folded.startsWith("…")
                || opensLikeTemplate(folded)
                || containsAny(squeezed(folded), TEMPLATES);
    }

    static boolean hasCommonWord(CharSequence text) {
        String plain = squeezed(text.toString());
        String folded = plain.toLowerCase(Locale.ROOT);
        // Some letters change their number of characters with their case; words are ASCII.
        String typed = folded.length() == plain.length() ? plain : folded;
        for (String word : COMMON) {
            for (int at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
                if (isTypedInOneCase(typed, at, word.length())) {
                    return true;
                }
            }
        }
        return Encodings.isHex(folded) && countHexWords(folded) >= 2;
    }

    private static boolean isTypedInOneCase(String text, int at, int length) {
        boolean lower = true;
        boolean upper = true;
        for (int i = at + 1; i < at + length; i++) {
            lower &= !Character.isUpperCase(text.charAt(i));
            upper &= !Character.isLowerCase(text.charAt(i));
        }
        return lower || (upper && !Character.isLowerCase(text.charAt(at)));
    }

    private static int countHexWords(String folded) {
        int found = 0;
        for (int i = 0; i < folded.length(); i++) {
            for (String word : HEX_WORDS) {
                if (folded.startsWith(word, i)) {
                    found++;
                    i += word.length() - 1;
                    break;
                }
            }
        }
        return found;
    }

    /** Tells whether at least three in five letters, split at separators and capitals, belong to dictionary words. */
    static boolean isMostlyWords(CharSequence text) {
        return wordsCoverMost(text.toString(), false) || wordsCoverMost(text.toString(), true);
    }

    static boolean isDefaultPassword(CharSequence text) {
        if (text.length() > LONGEST_DEFAULT_PASSWORD) {
            return false;
        }
        String folded = squeezed(unquoted(text.toString().toLowerCase(Locale.ROOT)));
        int end = folded.length();
        while (end > 0 && "0123456789!$*#?".indexOf(folded.charAt(end - 1)) >= 0) {
            end--;
        }
        return folded.isEmpty()
                || DEFAULT_PASSWORDS.contains(folded)
                || (end > 0 && DEFAULT_PASSWORDS.contains(folded.substring(0, end)));
    }

    private static boolean inBrackets(String text) {
        boolean wrapped = (text.startsWith("<") && text.endsWith(">"))
                || (text.startsWith("(") && text.endsWith(")"))
                || (text.startsWith("[") && text.endsWith("]"))
                || (text.startsWith("{{") && text.endsWith("}}"))
                || (text.startsWith("${") && text.endsWith("}"))
                || (text.startsWith("$(") && text.endsWith(")"))
                || (text.length() > 2 && text.startsWith("%") && text.endsWith("%"));
        return wrapped
                && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "<>()[]{}$% -_.:/".indexOf(c) >= 0);
    }

    private static boolean opensLikeTemplate(String text) {
        int end = 0;
        while (end < text.length() && SEPARATORS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end < text.length() && OPENINGS.contains(text.substring(0, end));
    }

    private static boolean wordsCoverMost(String text, boolean splitAtCapitals) {
        int letters = 0;
        int covered = 0;
        int words = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length() || SEPARATORS.indexOf(text.charAt(i)) >= 0;
            boolean capital = splitAtCapitals
                    && !end
                    && i > start
                    && Character.isUpperCase(text.charAt(i))
                    && !Character.isUpperCase(text.charAt(i - 1));
            if (end || capital) {
                int size = letters(text, start, i);
                letters += size;
                if (size > 1 && isWord(text.substring(start, i).toLowerCase(Locale.ROOT))) {
                    covered += size;
                    words++;
                }
                start = end ? i + 1 : i;
            }
        }
        return words >= 2 && covered * 5 >= letters * 3;
    }

    private static int letters(String text, int from, int to) {
        int letters = 0;
        for (int i = from; i < to; i++) {
            letters += Character.isLetter(text.charAt(i)) ? 1 : 0;
        }
        return letters;
    }

    private static boolean isWord(String part) {
        if (DICTIONARY.contains(part)) {
            return true;
        }
        int end = part.length();
        while (end > 0 && Character.isDigit(part.charAt(end - 1))) {
            end--;
        }
        return DICTIONARY.contains(part.substring(0, end));
    }

    private static boolean containsAny(String text, String[] words) {
        for (String word : words) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }

    private static String squeezed(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (SEPARATORS.indexOf(c) < 0) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String unquoted(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isQuote(text.charAt(start))) {
            start++;
        }
        while (end > start && isQuote(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0 || CURLY_QUOTES.indexOf(c) >= 0;
    }
}
