package dev.hardening.core.event;

/** The one listener that does nothing, so that nobody prepares anything for it. */
enum SpanIgnorer implements SpanListener {
    INSTANCE;

    @Override
    public void finished(FinishedSpan span) {
        // Nobody asked.
    }
}
