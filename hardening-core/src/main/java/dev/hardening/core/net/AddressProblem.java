package dev.hardening.core.net;

/** Says what is wrong with the text of an address, once it is known to be wrong. */
final class AddressProblem {

    private AddressProblem() {}

    static InvalidAddressException address(CharSequence text) {
        return new InvalidAddressException(Quoted.of(text) + " is not an IP address" + cure(text));
    }

    private static String cure(CharSequence text) {
        if (text.isEmpty()) {
            return ": it is empty";
        }
        if (Ascii.has(text, '/')) {
            return ": it looks like a network; one address is wanted here";
        }
        if (Ascii.has(text, '%')) {
            return ": leave out the zone after %";
        }
        if (Ascii.has(text, '[') || Ascii.has(text, ']')) {
            return ": leave out brackets and port";
        }
        if (Ascii.has(text, ' ') || Ascii.has(text, '\t')) {
            return ": leave out the blanks";
        }
        return "; write 192.0.2.1 (no leading zeros, no port) or 2001:db8::1; names are not looked up";
    }
}
