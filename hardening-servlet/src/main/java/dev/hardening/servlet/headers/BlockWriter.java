package dev.hardening.servlet.headers;

import dev.hardening.core.headers.HeaderBlock;
import dev.hardening.servlet.support.ExchangeResponse;
import dev.hardening.servlet.support.HeaderWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one block of fields and guards it against the application. Immutable, so a block without nonce needs one only. */
final class BlockWriter implements HeaderWriter {

    private final HeaderBlock block;
    private final List<String> fingerprints;
    private final @Nullable String nonce;

    BlockWriter(HeaderBlock block, List<String> fingerprints, @Nullable String nonce) {
        this.block = block;
        this.fingerprints = fingerprints;
        this.nonce = nonce;
    }

    @Override
    public void writeTo(ExchangeResponse response) {
        for (int i = 0; i < fingerprints.size(); i++) {
            response.remove(fingerprints.get(i));
        }
        for (int i = 0; i < block.size(); i++) {
            response.put(block.name(i), block.value(i, nonce));
        }
    }

    @Override
    public Action on(ExchangeResponse response, String name, String value) {
        return switch (block.onApplicationField(name, value, response.getHeader(name), nonce)) {
            case PASS -> Action.PASS;
            case REPLACE -> Action.REPLACE;
            case DROP -> Action.DROP;
        };
    }
}
