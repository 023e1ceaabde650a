package dev.hardening.benchmarks;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.servlet.bodylimit.BodyLimitFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A body of 64 KiB, read in pieces of 8 KiB through the filter and without it. */
@State(Scope.Thread)
public class BodyLimitBenchmark {

    private static final int SIZE = 64 * 1024;

    private final Body body = new Body();
    private final BodyRequest request = new BodyRequest(body);
    private final StubResponse response = new StubResponse();
    private final byte[] buffer = new byte[8192];
    private final BodyLimitFilter filter =
            new BodyLimitFilter(BodyLimitSettings.builder().build(), Services.standard());
    private final FilterChain reading = (asked, answer) -> read(asked.getInputStream());

    private long read(InputStream in) throws IOException {
        long all = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            all += count;
        }
        return all;
    }

    /** Through the filter, its exchange included. */
    @Benchmark
    public Object bodyOurs() throws IOException, ServletException {
        body.left = SIZE;
        filter.doFilter(request.recycle(), response.recycle(), reading);
        return response;
    }

    /** The bare stream. */
    @Benchmark
    public long bodyFloor() throws IOException {
        body.left = SIZE;
        return read(body);
    }

    /** A request with a body. */
    private static final class BodyRequest extends StubRequest {
        private final Body body;

        BodyRequest(Body body) {
            super("203.0.113.9");
            this.body = body;
        }

        @Override
        public String getMethod() {
            return "POST";
        }

        @Override
        public @Nullable String getContentType() {
            return "application/octet-stream";
        }

        @Override
        public long getContentLengthLong() {
            return SIZE;
        }

        @Override
        public ServletInputStream getInputStream() {
            return body;
        }
    }

    /** Bytes that are there already. */
    private static final class Body extends ServletInputStream {
        private int left;

        @Override
        public int read() {
            return left-- > 0 ? 1 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = Math.min(left, length);
            left -= count;
            return count == 0 ? -1 : count;
        }

        @Override
        public int available() {
            return left;
        }

        @Override
        public boolean isFinished() {
            return left == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
