package dev.hardening.springboot;

import dev.hardening.servlet.HardeningFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Registers the filter for every path and in front of all others: several of Spring's have the highest precedence, too, and one
 * of them believes any client's forwarded headers.
 */
final class HardeningRegistration extends FilterRegistrationBean<HardeningFilter> implements PriorityOrdered {

    private final SingleFilterCheck check;

    HardeningRegistration(HardeningFilter filter, SingleFilterCheck check) {
        super(filter);
        this.check = check;
        setName("hardening");
        addUrlPatterns("/*");
        setAsyncSupported(true);
        setDispatcherTypes(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR));
        setOrder(Ordered.HIGHEST_PRECEDENCE);
    }

    /** Looks for a second filter before the container starts any: one that reads settings by itself may not start at all. */
    @Override
    protected FilterRegistration.Dynamic addRegistration(String description, ServletContext context) {
        check.check();
        return super.addRegistration(description, context);
    }
}
