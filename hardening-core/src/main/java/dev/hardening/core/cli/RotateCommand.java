package dev.hardening.core.cli;

import dev.hardening.core.secret.SecretFileException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replaces the secret in a file, so that the old one still counts for a while (guide row E-59). */
final class RotateCommand implements Command {

    private static final String PREVIOUS = "--previous";

    @Override
    public String usage() {
        return """
                rotate FILE [--previous FILE | --list] [--end]
                  Writes a new random secret into FILE and the old one into the file of previous secrets, FILE.previous
                  unless told otherwise, which NAME_PREVIOUS_FILE should name. With --list FILE holds several keys, and
                  gets a new one in its first line. --end ends the overlap: only the newest counts from then on.
                  1: nothing was changed, or not all; the output says why.
                """;
    }

    @Override
    public int run(List<String> words, PrintStream out, PrintStream err) throws MisuseException {
        Arguments arguments = Arguments.of(words, 1, Set.of(PREVIOUS), Set.of("--list", "--end"));
        @Nullable Path previous = arguments.optionalPath(PREVIOUS);
        boolean list = arguments.has("--list");
        requirePrintable(arguments.path(0));
        if (previous != null) {
            requirePrintable(previous);
        }
        if (list && previous != null) {
            throw new MisuseException("a list holds its previous keys itself");
        }
        try {
            SecretRotation rotation = SecretRotation.of(arguments.path(0), previous);
            if (list && arguments.has("--end")) {
                out.println("only the newest key is left in " + rotation.endList());
            } else if (list) {
                out.println("a new key is in the first line of " + rotation.addToList());
            } else if (arguments.has("--end")) {
                out.println("only the current secret is left in " + rotation.end());
            } else {
                Path old = rotation.replace();
                out.println("a new secret is in " + rotation.file());
                out.println("the old one is in " + old);
            }
            return GOOD;
        } catch (SecretFileException e) {
            err.println("not rotated: " + e.getMessage());
            return BAD;
        } catch (IOException e) {
            err.println("not rotated: " + SecretRotation.reason(e));
            return BAD;
        }
    }

    /** Such a name would be told to a terminal, and no secret has one. */
    private static void requirePrintable(Path path) throws MisuseException {
        if (path.toString().chars().anyMatch(Character::isISOControl)) {
            throw new MisuseException("the name of a file holds a control character");
        }
    }
}
