package dev.hardening.servlet.support;

import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.decision.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange ends otherwise than by what its application writes: with an error, with a refusal in its place, before its
 * answer is whole, or with a body that nobody wants. Few do, so what they need is made when they need it.
 */
abstract class ExchangeEnd extends ExchangeFacts {

    private volatile @Nullable ErrorAnswers errors;
    private @Nullable ErrorHook errorHook;
    private volatile @Nullable CutOff cutOff;
    private volatile boolean cutShort;
    private volatile @Nullable Leftover leftover;

    ExchangeEnd(HttpServletRequest original) {
        super(original);
    }

    abstract Exchange self();

    abstract ExchangeResponse response();

    abstract @Nullable RequestBody bodyIfRead();

    abstract @Nullable ExchangeAsync async();

    /** Gives up what is left of the body when the request is over, now that whoever waits for that has been told. */
    void settle() {
        boolean isNothingLeft = leftover == null && bodyIfRead() == null;
        if (!isNothingLeft && !original.isAsyncStarted()) {
            leftover().settle();
        }
    }

    /** Notes that a filter has refused the request, so that no application reads its body. */
    void refused() {
        if (isBodySent()) {
            leftover().refused();
        }
    }

    /** Reads what has arrived of a body before a filter gives its whole answer. */
    void prepareAnswer() {
        if (leftover != null || bodyIfRead() != null) {
            leftover().prepareAnswer();
        }
    }

    synchronized Leftover leftover() {
        Leftover known = leftover;
        if (known == null) {
            known = new Leftover(self());
            leftover = known;
        }
        return known;
    }

    private synchronized CutOff cutting() {
        CutOff known = cutOff;
        if (known == null) {
            known = new CutOff(self());
            cutOff = known;
        }
        return known;
    }

    /** Returns what is thrown at the container when nothing is under way any more, or null. */
    @Nullable
    IOException cutOffCause() {
        CutOff known = cutOff;
        return known == null ? null : known.cause();
    }

    /** Throws the cause of a cut, unless there is none or the request goes on asynchronously. */
    void cutOffIfDue() throws IOException {
        CutOff known = cutOff;
        if (known != null) {
            known.happen();
        }
    }

    boolean isAsyncStarted() {
        return original.isAsyncStarted();
    }

    /**
     * Tells whether something thrown changes nothing any more, because the request {@linkplain #cutShort was cut short}
     * while the application worked on it. A failure of the virtual machine is never among them.
     */
    public boolean isAnsweredDespite(Throwable failure) {
        return new CutShort(self()).isAnsweredDespite(failure);
    }

    /**
     * Answers with the refusal while the application may still be at work, on whatever thread: from now on, what it
     * writes goes nowhere and what it throws is not answered, and an asynchronous request completes. An answer that has
     * begun cannot be replaced and is cut off where the application stops.
     *
     * @return true when the client gets the refusal
     */
    public boolean cutShort(Refusal refusal) {
        return new CutShort(self()).answer(refusal, () -> {});
    }

    /**
     * Does the same, and some work of its own between the answer and the end of an asynchronous request, after which the
     * body cannot be read any more.
     */
    public boolean cutShort(Refusal refusal, Runnable afterAnswer) {
        return new CutShort(self()).answer(refusal, afterAnswer);
    }

    /** Like {@link #cutShort}, but leaves an asynchronous request open until {@link #completeCutShort}. */
    public boolean cutShortOpen(Refusal refusal) {
        return new CutShort(self()).answerOpen(refusal);
    }

    /** Completes an asynchronous request that was cut short; the application cannot any more. */
    public void completeCutShort() {
        new CutShort(self()).completeAsync();
    }

    /**
     * Has the container close the connection behind an answer that is whole. Left alone, some containers read the rest of
     * a body that nobody wants, for as long as its sender likes. They close it at once when something is thrown then. In
     * later versions of HTTP a stream ends alone, and what is thrown would take the answer back.
     */
    public void hangUp(IOException cause) {
        if (isHttp1()) {
            cutting().by(cause);
        }
    }

    /** Tells whether the request was {@linkplain #cutShort cut short}. */
    public boolean isCutShort() {
        return cutShort;
    }

    void noteCutShort() {
        cutShort = true;
    }

    /**
     * Notes that the answer had begun when it failed, with the status that the client has seen: a container may set
     * another one afterwards.
     */
    public void cutOff() {
        cutting().note();
    }

    /**
     * Has the container cut off an asynchronous answer that had begun. There is no call for that, and containers end
     * such an answer as if it were whole; but what a dispatch throws they do cut off, so this dispatches to a path that
     * nobody serves, and the filter that meets the dispatch throws the cause.
     */
    public void cutOffAsync(IOException cause) {
        cutOff();
        cutting().by(cause);
        dispatchToCutOff();
    }

    void dispatchToCutOff() {
        ExchangeAsync context = async();
        if (context != null) {
            context.finishBy(CutOff.PATH);
        }
    }

    /** Returns the status of an answer that had begun when it failed, or -1 when it is whole. */
    public int cutOffStatus() {
        CutOff known = cutOff;
        return known == null ? -1 : known.status();
    }

    /** Has the errors of this request answered this way, those that the container would answer too. */
    public void errors(ErrorAnswers answers) {
        this.errors = answers;
    }

    /** Returns the style of error bodies that was given for this request, or null. */
    @Nullable
    ErrorStyle errorStyle() {
        ErrorAnswers given = errors;
        return given == null ? null : given.style();
    }

    /** Returns what answers the errors of this request, or null when that is left to the container. */
    public synchronized @Nullable ErrorHook errorHook() {
        ErrorAnswers given = errors;
        if (errorHook == null && given != null) {
            errorHook = given.of(self());
        }
        return errorHook;
    }
}
