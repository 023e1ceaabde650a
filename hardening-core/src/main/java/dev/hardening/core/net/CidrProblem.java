package dev.hardening.core.net;

/** Says what is wrong with the text of a network, and what to write instead. */
final class CidrProblem {

    private CidrProblem() {}

    static InvalidAddressException address(CharSequence text, int slash) {
        if (slash < 0) {
            return AddressProblem.address(text);
        }
        return new InvalidAddressException(
                Quoted.of(text) + " is not a network; write an address and a prefix length, such as 10.0.0.0/8");
    }

    static InvalidAddressException prefix(CharSequence text, int most) {
        return new InvalidAddressException(Quoted.of(text) + " needs a prefix length of 0 to " + most
                + " after the slash, in decimal without leading zeros");
    }

    static InvalidAddressException hostBits(CharSequence text, String meant) {
        return new InvalidAddressException(Quoted.of(text) + " has host bits set; write " + meant);
    }

    static InvalidAddressException mapped(CharSequence text) {
        return new InvalidAddressException(Quoted.of(text)
                + " is an IPv4-mapped network, whose prefix length is 96 to 128; write the IPv4 network, such as"
                + " 10.0.0.0/8");
    }
}
