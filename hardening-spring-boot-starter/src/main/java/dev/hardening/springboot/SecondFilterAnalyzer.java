package dev.hardening.springboot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says how to get rid of the second filter. */
final class SecondFilterAnalyzer extends AbstractFailureAnalyzer<SecondFilterException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SecondFilterException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ". Each would count and ask everything again.",
                "Declare your own as FilterRegistrationBean<HardeningFilter>, so that the starter sees it and adds none, and with the"
                        + " order and the dispatches that it needs, or set hardening.enabled=false.",
                cause);
    }
}
