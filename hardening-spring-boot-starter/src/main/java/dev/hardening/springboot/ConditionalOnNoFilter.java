package dev.hardening.springboot;

import dev.hardening.servlet.HardeningFilter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

/** Matches where the context itself has no filter of the library: one of a parent's stands before no server of this one. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnMissingBean(
        value = HardeningFilter.class,
        parameterizedContainer = FilterRegistrationBean.class,
        search = SearchStrategy.CURRENT)
@interface ConditionalOnNoFilter {}
