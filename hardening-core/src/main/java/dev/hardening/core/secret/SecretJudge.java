package dev.hardening.core.secret;

import java.util.function.BiConsumer;

/** Puts every question to one secret and reports the answers; the rule decides what they cost. */
final class SecretJudge {

    private static final int WEAK_BYTES = 16;
    private static final int STRONG_BYTES = 32;

    private final SecretText text;
    private final CharSequence chars;
    private final SecretUnit unit;
    private final int minimum;

    SecretJudge(SecretText text, SecretUnit unit, int minimum) {
        this.text = text;
        this.chars = text.chars();
        this.unit = unit;
        this.minimum = minimum;
    }

    void judge(BiConsumer<SecretWeakness, String> report) {
        if (chars.chars().allMatch(Character::isWhitespace)) {
            report.accept(SecretWeakness.EMPTY, "is empty");
            return;
        }
        Variety variety = text.variety();
        if (!judgeLength(report)) {
            judgeCapacity(variety, report);
        }
        judgeVariety(variety, report);
        if (!text.isBinary()) {
            judgeShape(report);
            judgeWording(report);
        }
    }

    private boolean judgeLength(BiConsumer<SecretWeakness, String> report) {
        boolean hexAsked = unit == SecretUnit.HEX_BYTES && !text.isBinary();
        if (hexAsked && !text.isHex()) {
            report.accept(SecretWeakness.NOT_HEX, "is not made of hex digits");
        }
        boolean decoded = hexAsked && text.isHex();
        int actual = decoded ? chars.length() / 2 : unit == SecretUnit.CHARS ? text.codePoints() : text.utf8Bytes();
        if (actual >= minimum) {
            return false;
        }
        String has = decoded
                ? "has " + chars.length() + " hex digits, which are " + actual + " bytes"
                : "has " + actual + " " + unit.noun();
        String needs = decoded ? minimum + " bytes, " + 2 * minimum + " hex digits" : minimum + " " + unit.noun();
        report.accept(SecretWeakness.TOO_SHORT, has + ", needs at least " + needs);
        return true;
    }

    private void judgeCapacity(Variety variety, BiConsumer<SecretWeakness, String> report) {
        if (text.isRandomUuid()) {
            report.accept(SecretWeakness.UUID, "is a UUID, which has 122 random bits at most");
        } else if (text.isUuid()) {
            report.accept(SecretWeakness.PREDICTABLE_UUID, "is a UUID that was not made at random");
        } else {
            int bytes = variety.capacityBytes();
            if (bytes < WEAK_BYTES) {
                report.accept(SecretWeakness.TOO_FEW_RANDOM_BYTES, carries(bytes) + ", needs at least " + WEAK_BYTES);
            } else if (bytes < STRONG_BYTES) {
                report.accept(SecretWeakness.FEW_RANDOM_BYTES, carries(bytes) + ", should have " + STRONG_BYTES);
            }
        }
    }

    private static String carries(int bytes) {
        return "holds " + bytes + " random bytes at most";
    }

    private void judgeVariety(Variety variety, BiConsumer<SecretWeakness, String> report) {
        if (variety.hasTooFewDistinct()) {
            report.accept(
                    SecretWeakness.FEW_DISTINCT_CHARACTERS,
                    "has only " + variety.distinct() + " different characters, which is not random");
        }
        if (variety.hasTooLongRun() || variety.hasByteProgression()) {
            report.accept(SecretWeakness.SEQUENCE, "has a long run of equal or consecutive characters");
        }
        if (variety.hasTooShortPeriod()) {
            report.accept(SecretWeakness.REPETITION, "repeats a short text");
        }
    }

    private void judgeShape(BiConsumer<SecretWeakness, String> report) {
        if (Wording.isQuoted(chars)) {
            report.accept(SecretWeakness.QUOTED, "is wrapped in quote characters, which are a part of the value now");
        } else if (Wording.isHalfQuoted(chars)) {
            report.accept(SecretWeakness.HALF_QUOTED, "begins or ends with a quote character");
        }
        if (chars.chars().anyMatch(SecretJudge::isBlank)) {
            report.accept(SecretWeakness.WHITE_SPACE, "has white space in it");
        }
        if (isBlank(chars.charAt(0)) || isBlank(chars.charAt(chars.length() - 1))) {
            report.accept(SecretWeakness.SURROUNDING_WHITE_SPACE, "has white space around it");
        }
        if (chars.chars().anyMatch(Character::isISOControl)) {
            report.accept(SecretWeakness.CONTROL_CHARACTER, "has a control character in it");
        }
        if (chars.chars().anyMatch(c -> c > '~')) {
            report.accept(SecretWeakness.NOT_ASCII, "has a character that is not ASCII");
        }
    }

    private void judgeWording(BiConsumer<SecretWeakness, String> report) {
        if (KnownPublic.contains(chars)) {
            report.accept(SecretWeakness.KNOWN_PUBLIC, "is printed in public documentation");
        }
        if (Wording.isTemplate(chars)) {
            report.accept(SecretWeakness.PLACEHOLDER, "is a placeholder that was never filled in");
        }
        if (Wording.hasCommonWord(chars)) {
            report.accept(SecretWeakness.COMMON_WORD, "has a common word or a keyboard row in it, like a placeholder");
        }
        if (Wording.isMostlyWords(chars)) {
            report.accept(SecretWeakness.WORDS, "is made of dictionary words, like a placeholder");
        }
        if (Wording.isDefaultPassword(chars)) {
            report.accept(SecretWeakness.KNOWN_DEFAULT, "is a well-known default password");
        }
        if (Encodings.isEncodedText(chars)) {
            report.accept(SecretWeakness.ENCODED_TEXT, "is readable text written in hex or base64");
        }
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
