package dev.hardening.servlet.headers;

import dev.hardening.core.headers.HeaderBlock;
import dev.hardening.core.headers.HeaderSettings;
import dev.hardening.core.headers.NonceSource;
import dev.hardening.core.headers.SecurityHeaders;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Puts the security headers on every answer, refusals and errors too. Refuses nothing. */
public final class HeadersFilter extends RoomFilter<SecurityHeaders> {

    private final NonceSource nonces = NonceSource.create();

    /** One writer for each block without nonce, of which there are a few. */
    private final Map<HeaderBlock, BlockWriter> writers = new ConcurrentHashMap<>();

    /** Makes a filter that reads its settings when the container starts it. */
    public HeadersFilter() {}

    /** Makes a filter with these settings. */
    public HeadersFilter(HeaderSettings settings, Services services) {
        super(SecurityHeaders.of(settings), services);
    }

    @Override
    protected SecurityHeaders read(SettingReader reader, Services shared) {
        return SecurityHeaders.of(HeaderSettings.read(reader));
    }

    @Override
    protected void apply(SecurityHeaders room, Exchange exchange, Next next) throws IOException, ServletException {
        HeaderBlock block = room.block(exchange.context().isSecure(), exchange.path());
        BlockWriter writer = block.usesNonce() ? withNonce(room, block, exchange.request()) : withoutNonce(room, block);
        exchange.response().keep(writer);
        next.proceed();
    }

    private BlockWriter withNonce(SecurityHeaders room, HeaderBlock block, ServletRequest request) {
        // A second filter must not give the page and the header different nonces.
        String nonce = request.getAttribute(CspNonce.ATTRIBUTE) instanceof String given ? given : nonces.next();
        request.setAttribute(CspNonce.ATTRIBUTE, nonce);
        return new BlockWriter(block, room.containerFingerprints(), nonce);
    }

    private BlockWriter withoutNonce(SecurityHeaders room, HeaderBlock block) {
        BlockWriter writer = writers.get(block);
        if (writer == null) {
            writer = new BlockWriter(block, room.containerFingerprints(), null);
            writers.put(block, writer);
        }
        return writer;
    }
}
