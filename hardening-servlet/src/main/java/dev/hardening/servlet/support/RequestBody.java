package dev.hardening.servlet.support;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of one request, once a filter stands between it and its readers. Forms of either kind are read here too, because
 * containers read them past every wrapper. Belongs to one request; one thread at a time reads.
 */
final class RequestBody {

    private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final byte[] NONE = new byte[0];

    private final Exchange exchange;
    private final HttpServletRequest bare;
    private final List<BodyHook> hooks = new ArrayList<>(2);
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;
    private @Nullable String form;
    private @Nullable Map<String, String[]> parameters;
    private @Nullable String query;
    private @Nullable RefusalCode refused;
    private final MultipartForm multipart;
    private final PastHooks pastHooks = new PastHooks(hooks);
    private boolean streamed;
    private boolean whole;

    RequestBody(Exchange exchange, HttpServletRequest bare) {
        this.exchange = exchange;
        this.bare = bare;
        this.multipart = new MultipartForm(exchange, bare);
    }

    void through(BodyHook hook) {
        if (stream != null) {
            throw new IllegalStateException("the body is being read already; a filter reads it before this one");
        }
        hooks.add(hook);
    }

    ServletInputStream stream() throws IOException {
        if (reader != null) {
            throw new IllegalStateException("the body is read by getReader() already");
        }
        streamed = true;
        return open();
    }

    BufferedReader reader() throws IOException {
        if (streamed) {
            throw new IllegalStateException("the body is read by getInputStream() already");
        }
        BufferedReader known = reader;
        if (known == null) {
            known = new BufferedReader(new InputStreamReader(open(), readerCharset()));
            reader = known;
        }
        return known;
    }

    /**
     * Returns the whole body, or null when it is longer than the given number of bytes. Its next reader sees all of it,
     * however much was read here.
     */
    byte @Nullable [] bytes(int most) throws IOException {
        ServletInputStream open = open();
        byte[] read = open.readNBytes(most == Integer.MAX_VALUE ? most : most + 1);
        if (read.length > most) {
            stream = new ReplayStream(read, open, exchange);
            return null;
        }
        stream = new ReplayStream(read, exchange);
        whole = true;
        return read;
    }

    /** Tells whether somebody has read the body as a stream or as text, so that what others see of it is up to him. */
    boolean isTaken() {
        return (streamed || reader != null) && exchange.isBodySent();
    }

    /** Reads what nobody wants; false when there is more of it than the given number of bytes, or it was not invited. */
    boolean discard(int most) throws IOException {
        long stated = bare.getContentLengthLong();
        if (whole || (stated <= 0 && exchange.header("Transfer-Encoding") == null)) {
            return true;
        }
        if (stated > most || (stream == null && exchange.header("Expect") != null)) {
            return false;
        }
        byte[] buffer = new byte[8192];
        try {
            for (int left = most; left > 0 && !whole; ) {
                int read = open().read(buffer, 0, Math.min(left, buffer.length));
                whole = read < 0;
                left -= read;
            }
        } catch (IllegalStateException e) {
            return false; // the container reads it as text, or tells a listener
        }
        return whole;
    }

    /** Tells whether there may be more to come that a hook bounds and that nobody has read here. */
    boolean isUnfinished() {
        return !whole && !hooks.isEmpty() && hooks.get(0).isUnfinished();
    }

    /** Reads what has arrived past all readers; true when that was all. */
    boolean drain() throws IOException {
        open();
        return hooks.get(0).drain();
    }

    /** Reads to the end, for as long as the body may still take or for a moment only; true when it came. */
    boolean giveUp(boolean isBrief) {
        return hooks.get(0).giveUp(isBrief);
    }

    /** Waits for the whole body within its limits, and keeps a form for whoever asks for it later; false when it does not come. */
    boolean gather() {
        if (!isUnfinished()) {
            return true;
        }
        BodyHook hook = hooks.get(0);
        hook.quietly(true);
        try {
            boolean unread = !streamed && reader == null;
            if (unread && MultipartForm.isNamedBy(contentType()) && isReadingMultipart()) {
                keepParts();
            } else if (unread && isForm() && bare.getMethod().equals("POST")) {
                form();
            } else {
                return discard(4 * 1024 * 1024);
            }
            return true;
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            return false;
        } finally {
            hook.quietly(false);
        }
    }

    /** Reads on for a moment behind an answer, as far as anything was sent that nobody wants. */
    void linger() {
        if (stream == null && exchange.header("Expect") != null) {
            return; // reading would invite the body
        }
        ServletInputStream rest;
        try {
            rest = bare.getInputStream();
        } catch (IOException | IllegalStateException e) {
            return; // the container reads it as text
        }
        if (hooks.isEmpty()) {
            Linger.behind(exchange, rest, () -> true, () -> {});
        } else {
            hooks.get(0).linger(exchange, rest);
        }
    }

    /** Tells whether what readers see has another coding and length than what was sent. */
    boolean isDecoded() {
        return hooks.stream().anyMatch(BodyHook::isDecoding);
    }

    private ServletInputStream open() throws IOException {
        ServletInputStream known = stream;
        if (known == null) {
            String read = form;
            if (multipart.isStored()) {
                known = multipart.replayed();
            } else if (read != null) {
                known = new ReplayStream(read.getBytes(StandardCharsets.ISO_8859_1), exchange);
            } else {
                known = guarded();
            }
            stream = known;
        }
        return known;
    }

    private ServletInputStream guarded() throws IOException {
        ServletInputStream in = bare.getInputStream();
        for (BodyHook hook : hooks) {
            in = hook.around(in);
        }
        return in;
    }

    /**
     * Returns the parameters of the query and of a form in the body, or null when the body is no form, or one that is not
     * read here, and the container knows them.
     *
     * @param request the request of the dispatch that asks, which may bring a query of its own
     */
    @Nullable
    Map<String, String[]> parameters(HttpServletRequest request) {
        if (MultipartForm.isOfParts(contentType())) {
            if (!isReadingMultipart()) {
                pastHooks.parameters(request);
                return null;
            }
        } else if (!isForm()) {
            return null;
        }
        String asked = request.getQueryString();
        Map<String, String[]> known = parameters;
        if (known == null || !Objects.equals(asked, query)) {
            known = parse(asked);
            parameters = known;
            query = asked;
        }
        return known;
    }

    private Map<String, String[]> parse(@Nullable String asked) {
        FormParameters found = new FormParameters(mostParameters());
        String first = bare.getQueryString();
        boolean wellFormed = (asked == null || asked.equals(first) || found.addQuery(asked))
                && (first == null || found.addQuery(first));
        if (!wellFormed) {
            throw refused(RefusalCode.QUERY_MALFORMED);
        }
        if (MultipartForm.isOfParts(contentType())) {
            addParts(found);
        } else if (bare.getMethod().equals("POST") && !found.add(form(), formCharset())) {
            throw refused(RefusalCode.BODY_MALFORMED);
        }
        if (found.isTooMany()) {
            throw refused(RefusalCode.PARAMETERS_TOO_MANY);
        }
        return found.values();
    }

    private int mostParameters() {
        return hooks.stream().mapToInt(BodyHook::maxFormParameters).min().orElse(1_000);
    }

    /** Other kinds of parts than a form's have no parameters, nor has a form that was read as a stream. */
    private void addParts(FormParameters found) {
        if (!MultipartForm.isNamedBy(contentType()) || isReadAsStream()) {
            return;
        }
        try {
            List<FormPart> all = parts();
            if (MultipartForm.isTooMuchText(all)) {
                throw new UncheckedIOException(refused(FormRefusals.TOO_MUCH_TEXT));
            }
            multipart.addTo(found, all, formCharset());
        } catch (MalformedFormException e) {
            throw new UncheckedIOException(refused(FormRefusals.malformed(e)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReadAsStream() {
        return (streamed || reader != null) && !multipart.isStored();
    }

    /** Tells whether the parts of a form are read here. */
    boolean isReadingMultipart() {
        return hooks.stream().allMatch(BodyHook::isReadingMultipart);
    }

    /**
     * Returns the parts of a multipart form.
     *
     * @throws IllegalStateException when the body is read as a stream
     */
    List<FormPart> parts() throws IOException {
        if (isReadAsStream()) {
            throw new IllegalStateException("the body is read by getInputStream() or getReader() already");
        }
        if (!multipart.isStored()) {
            keepParts();
        }
        int most = mostParameters();
        List<FormPart> all;
        try {
            all = multipart.parts(most, BodyCharset.of(bare, StandardCharsets.UTF_8));
        } catch (MalformedFormException e) {
            throw refused(FormRefusals.malformed(e));
        } catch (UnsupportedEncodingException unknown) {
            throw refused(Refusal.of(RefusalCode.BODY_MALFORMED).build());
        }
        if (all.size() > most) {
            throw refused(Refusal.of(RefusalCode.PARAMETERS_TOO_MANY).build());
        }
        return all;
    }

    private void keepParts() throws IOException {
        multipart.store(open());
        stream = null;
        whole = true;
    }

    /** Keeps the fields of a form for an error page of the container, which it shows when the request is over for its filters. */
    void keepFields() {
        try {
            multipart.keepFields(mostParameters(), BodyCharset.of(bare, StandardCharsets.UTF_8));
        } catch (UnsupportedEncodingException unknown) {
            LOG.debug("A form in an unknown charset has no fields", unknown);
        }
    }

    /** Returns the way for the container to read parts by itself. */
    PastHooks pastHooks() {
        return pastHooks;
    }

    /** A form whose bytes were read as a stream has no parameters any more, as in every container. */
    private String form() {
        String text = form;
        if (text == null) {
            try {
                byte[] bytes = streamed || reader != null ? NONE : open().readNBytes(FormParameters.MAX_BYTES + 1);
                if (bytes.length > FormParameters.MAX_BYTES) {
                    throw refused(FormRefusals.TOO_MUCH_TEXT);
                }
                text = new String(bytes, StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            form = text;
            if (!streamed && reader == null) {
                // A filter may have asked for a parameter before an application that reads the form as a stream.
                stream = null;
                whole = true;
            }
        }
        return text;
    }

    private UncheckedIOException refused(RefusalCode code) {
        return new UncheckedIOException(refused(FormRefusals.of(code)));
    }

    private CutShortException refused(Refusal refusal) {
        if (refused == null) {
            refused = refusal.code();
            exchange.publish(exchange.event(SecurityEventType.BODY_REFUSED)
                    .code(refusal.code())
                    .build());
            exchange.cutShort(refusal);
        }
        return new CutShortException(refusal.code());
    }

    /**
     * Servlet 6.0 section 3.1.1 takes parameters from the body of a POST only. Jetty takes those of a PUT too, past every
     * filter, so the form of another method is not left to the container: it has the parameters of its query.
     */
    private boolean isForm() {
        String type = contentType();
        return type != null && BodyCharset.mediaType(type).equals(FORM);
    }

    private Charset formCharset() {
        try {
            return BodyCharset.of(bare, StandardCharsets.UTF_8);
        } catch (UnsupportedEncodingException unknown) {
            throw refused(RefusalCode.BODY_MALFORMED);
        }
    }

    /** The field itself: Jetty reads the charset when it is asked for the type, and throws when it knows none such. */
    private @Nullable String contentType() {
        return bare.getHeader("Content-Type");
    }

    private Charset readerCharset() throws IOException {
        try {
            return BodyCharset.ofText(bare);
        } catch (UnsupportedEncodingException unknown) {
            throw refused(FormRefusals.of(RefusalCode.CONTENT_TYPE_UNSUPPORTED));
        }
    }
}
