package dev.hardening.servlet.bodylimit;

import dev.hardening.core.bodylimit.BodyCount;
import dev.hardening.servlet.support.CutShortException;
import jakarta.servlet.ReadListener;
import java.io.IOException;

/** Tells the application's listener what it would be told, and ends with it when its body is refused. */
final class LimitedListener implements ReadListener {

    private final ReadListener listener;
    private final BodyCount count;
    private final GuardedBody body;

    LimitedListener(ReadListener listener, BodyCount count, GuardedBody body) {
        this.listener = listener;
        this.count = count;
        this.body = body;
    }

    @Override
    public void onDataAvailable() throws IOException {
        try {
            body.check(count.read(0));
            listener.onDataAvailable();
        } catch (CutShortException refused) {
            // The request is answered; a container that heard of it would answer once more.
            listener.onError(refused);
        }
    }

    @Override
    public void onAllDataRead() throws IOException {
        try {
            listener.onAllDataRead();
        } catch (CutShortException refused) {
            listener.onError(refused);
        }
    }

    @Override
    public void onError(Throwable failure) {
        try {
            if (GuardedBody.isTimeout(failure)) {
                body.check(count.tooSlow());
            }
            listener.onError(failure);
        } catch (CutShortException refused) {
            listener.onError(refused);
        }
    }
}
