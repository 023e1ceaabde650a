package dev.hardening.core.input;

import java.time.YearMonth;

/** The formats of RFC 3339 section 5.6, one pass each. */
final class Timestamps {

    private static final int DATE_LENGTH = 10;
    private static final int SECONDS_END = 19;
    private static final int MOST_FRACTION_DIGITS = 9;
    private static final int OFFSET_LENGTH = 6;

    private Timestamps() {}

    static boolean isDate(String text) {
        return text.length() == DATE_LENGTH && startsWithDate(text);
    }

    static boolean isInstant(String text) {
        if (text.length() <= SECONDS_END
                || !startsWithDate(text)
                || text.charAt(DATE_LENGTH) != 'T'
                || number(text, 11, 2) > 23
                || text.charAt(13) != ':'
                || number(text, 14, 2) > 59
                || text.charAt(16) != ':'
                || number(text, 17, 2) > 59) {
            return false;
        }
        int zone = SECONDS_END;
        if (text.charAt(zone) == '.') {
            int first = ++zone;
            while (zone < text.length() && Formats.isDigit(text.charAt(zone))) {
                zone++;
            }
            if (zone == first || zone - first > MOST_FRACTION_DIGITS) {
                return false;
            }
        }
        return isZone(text, zone);
    }

    private static boolean isZone(String text, int from) {
        int length = text.length() - from;
        if (length == 1) {
            return text.charAt(from) == 'Z';
        }
        return length == OFFSET_LENGTH
                && (text.charAt(from) == '+' || text.charAt(from) == '-')
                && number(text, from + 1, 2) <= 23
                && text.charAt(from + 3) == ':'
                && number(text, from + 4, 2) <= 59;
    }

    private static boolean startsWithDate(String text) {
        int year = number(text, 0, 4);
        int month = number(text, 5, 2);
        int day = number(text, 8, 2);
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && year <= 9999
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth();
    }

    /** Returns the number that these digits are, or one that is too large for anything when they are none. */
    private static int number(String text, int from, int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            char c = text.charAt(i);
            if (!Formats.isDigit(c)) {
                return Integer.MAX_VALUE;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
