package dev.hardening.core.token;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** How long the key for tokens has been in use, by the word of whoever replaced it (guide row E-22). */
final class SecretAge {

    private SecretAge() {}

    static void check(SettingReader reader, InstantSource clock) {
        Duration most = reader.read(TokenSettings.SECRET_MAX_AGE);
        reader.find(TokenSettings.ROTATED_AT).ifPresent(day -> judge(reader, day, most, clock));
    }

    private static void judge(SettingReader reader, LocalDate day, Duration most, InstantSource clock) {
        long age = ChronoUnit.DAYS.between(day, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        // East of Greenwich it may be tomorrow already.
        if (age < -1) {
            reader.add(Problem.refuse(
                    ProblemCode.OUT_OF_RANGE,
                    TokenSettings.ROTATED_AT.name(),
                    "is a day in the future",
                    "write the day on which " + TokenSettings.SECRET_NAME + " was replaced"));
        } else if (age > most.toDays()) {
            reader.add(Problem.warn(
                    ProblemCode.SECRET_OLD,
                    TokenSettings.ROTATED_AT.name() + ", " + TokenSettings.SECRET_NAME,
                    "say that the key is older than " + most.toDays() + " days",
                    "replace the key, keep the old one in JWT_SECRET_PREVIOUS until its tokens have ended, and write"
                            + " the new day"));
        }
    }

    static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("it is a day such as 2026-01-31", e);
        }
    }
}
