package dev.hardening.core.secret;

import java.util.List;

/**
 * Turns the contents of several files that belong together into the one value that the application uses.
 *
 * @param <T> the value, such as a private key with its certificates
 */
@FunctionalInterface
public interface SecretFilesParser<T> {

    /**
     * Parses and judges the contents. Whatever this throws refuses them; messages of exceptions other than
     * {@link SecretFileException} are dropped because they may quote them.
     *
     * @param contents all bytes of each file, in the order of the files; wiped after the call, so copy what is to be kept
     */
    T parse(List<byte[]> contents);
}
