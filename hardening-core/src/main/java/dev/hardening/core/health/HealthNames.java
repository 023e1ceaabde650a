package dev.hardening.core.health;

/** The one form of every name that stands in a report. */
final class HealthNames {

    private static final int LONGEST = 64;

    private HealthNames() {}

    static String checked(String name) {
        boolean fits =
                !name.isEmpty() && name.length() <= LONGEST && name.chars().allMatch(HealthNames::isNameChar);
        if (!fits) {
            throw new IllegalArgumentException(
                    "a name in a health report is 1 to 64 letters, digits, dots, hyphens and underscores");
        }
        return name;
    }

    static boolean isNameChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_';
    }
}
