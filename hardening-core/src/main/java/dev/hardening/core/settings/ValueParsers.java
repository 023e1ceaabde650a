package dev.hardening.core.settings;

import dev.hardening.core.net.Cidr;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.InvalidAddressException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The forms that several settings share. */
final class ValueParsers {

    private static final int MAX_DIGITS = 18;
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

    private ValueParsers() {}

    static boolean bool(String value) throws BadValueException {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default ->
                throw new BadValueException(
                        ProblemCode.UNKNOWN_WORD, "is not a boolean", "write true or false (or 1 0 yes no on off)");
        };
    }

    static long whole(String value, long min, long max) throws BadValueException {
        if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new BadValueException(
                    ProblemCode.MALFORMED, "is not a whole number", "write digits only, " + min + " to " + max);
        }
        long number = value.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(value);
        if (number < min || number > max) {
            throw outOfRange(min + " to " + max);
        }
        return number;
    }

    static Duration decimalSeconds(String value, BigDecimal max) throws BadValueException {
        int dot = value.indexOf('.');
        String digits = dot < 0 ? value : value.substring(0, dot) + value.substring(dot + 1);
        boolean misplaced = dot == 0 || dot == value.length() - 1;
        if (misplaced || digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new BadValueException(
                    ProblemCode.MALFORMED, "is not a number of seconds", "write digits and at most one dot, like 0.2");
        }
        BigDecimal seconds = digits.length() > MAX_DIGITS ? max.add(BigDecimal.ONE) : new BigDecimal(value);
        long nanos = seconds.compareTo(max) > 0 ? 0 : seconds.multiply(NANOS).longValue();
        if (nanos <= 0) {
            throw outOfRange("more than 0 and at most " + max + " seconds");
        }
        return Duration.ofNanos(nanos);
    }

    static <E> E word(String value, List<E> choices, Function<E, String> words) throws BadValueException {
        String wanted = value.toLowerCase(Locale.ROOT).replace('_', '-');
        for (E choice : choices) {
            if (words.apply(choice).equals(wanted)) {
                return choice;
            }
        }
        throw new BadValueException(
                ProblemCode.UNKNOWN_WORD,
                "is not a word that this setting knows",
                "write one of " + choices.stream().map(words).collect(Collectors.joining(", ")));
    }

    static CidrSet networks(String list) {
        List<Cidr> networks = new ArrayList<>();
        int number = 0;
        for (String entry : list.split(",", -1)) {
            number++;
            String text = entry.strip();
            if (!text.isEmpty()) {
                networks.add(network(text, number));
            }
        }
        return CidrSet.of(networks);
    }

    /** The exception's own message repeats the text, which may be a secret that belongs elsewhere. */
    private static Cidr network(String text, int number) {
        try {
            return Cidr.parse(text);
        } catch (InvalidAddressException e) {
            throw new IllegalArgumentException(
                    "entry " + number + " is not an address or a network such as 10.0.0.0/8 or 2001:db8::/32, "
                            + "without bits set behind the prefix",
                    e);
        }
    }

    static <T> T guarded(String value, Function<String, T> parser) throws BadValueException {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            String message = e.getMessage();
            throw new BadValueException(
                    ProblemCode.MALFORMED,
                    "is not valid" + (message == null || message.isBlank() ? "" : ": " + message),
                    "correct the value");
        }
    }

    private static BadValueException outOfRange(String range) {
        return new BadValueException(ProblemCode.OUT_OF_RANGE, "is out of range", "write " + range);
    }
}
