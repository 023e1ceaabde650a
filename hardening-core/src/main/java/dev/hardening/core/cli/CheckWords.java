package dev.hardening.core.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The words of one line of a checklist, each with a form that is checked before anything is asked. */
final class CheckWords {

    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern STATUS = Pattern.compile("[1-5][0-9]{2}");

    private final int line;
    private final List<String> words;

    CheckWords(int line, List<String> words) {
        this.line = line;
        this.words = words;
    }

    static CheckWords of(int line, String text) {
        return new CheckWords(line, Arrays.asList(text.split("\\s+", -1)));
    }

    String first() {
        return words.get(0);
    }

    int size() {
        return words.size() - 1;
    }

    boolean has(int index) {
        return index <= size();
    }

    MisuseException misspelt(String what) {
        return new MisuseException("line " + line + ": " + what);
    }

    String word(int index) throws MisuseException {
        if (!has(index)) {
            throw misspelt("a word is missing");
        }
        return words.get(index);
    }

    void most(int count) throws MisuseException {
        if (size() > count) {
            throw misspelt("there are more words than " + first() + " takes");
        }
    }

    /** The rest of the line, which may be empty. */
    String rest(int from) {
        return has(from) ? String.join(" ", words.subList(from, words.size())) : "";
    }

    /** The rest of the line behind the first word, of one word at least. */
    String sentence() throws MisuseException {
        String first = word(1);
        return size() == 1 ? first : rest(1);
    }

    String path(int index) throws MisuseException {
        String path = word(index);
        if (!WebProbe.isPath(path)) {
            throw misspelt("a path that begins with / is expected");
        }
        return path;
    }

    String field(int index) throws MisuseException {
        return matching(index, FIELD, "the name of a header field is expected");
    }

    String method(int index) throws MisuseException {
        String method = matching(index, METHOD, "a method in capitals is expected");
        if (method.equals("CONNECT")) {
            throw misspelt("this method cannot be sent");
        }
        return method;
    }

    /** Names of one setting with bars between. */
    List<String> names(int index) throws MisuseException {
        List<String> names = Arrays.asList(word(index).split("\\|", -1));
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw misspelt("the name of a setting is expected, or several with | between");
            }
        }
        return names;
    }

    List<Integer> statuses(int index) throws MisuseException {
        List<Integer> statuses = new ArrayList<>();
        for (String text : word(index).split(",", -1)) {
            if (!STATUS.matcher(text).matches()) {
                throw misspelt("a status such as 200 is expected, or several with commas between");
            }
            statuses.add(Integer.valueOf(text));
        }
        return statuses;
    }

    int number(int index, int least, int most) throws MisuseException {
        String text = word(index);
        boolean digits = text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty();
        int number = digits ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw misspelt("a number from " + least + " to " + most + " is expected");
        }
        return number;
    }

    private String matching(int index, Pattern form, String message) throws MisuseException {
        String text = word(index);
        if (!form.matcher(text).matches()) {
            throw misspelt(message);
        }
        return text;
    }
}
