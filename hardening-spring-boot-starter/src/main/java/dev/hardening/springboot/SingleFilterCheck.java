package dev.hardening.springboot;

import dev.hardening.servlet.HardeningFilter;
import jakarta.servlet.Filter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

/**
 * Lets no second filter stand in the chain, which would count and ask everything twice. A bean that is declared as a {@code
 * Filter} does not tell beforehand that it is a {@link HardeningFilter}.
 */
final class SingleFilterCheck implements SmartInitializingSingleton {

    private final ListableBeanFactory beans;

    SingleFilterCheck(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        check();
    }

    /**
     * Looks at every filter that there is.
     *
     * @throws SecondFilterException when there are two of the library
     */
    void check() {
        Set<Filter> filters = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<String> names = new TreeSet<>();
        beans.getBeansOfType(Filter.class, false, false).forEach((name, filter) -> add(name, filter, filters, names));
        beans.getBeansOfType(FilterRegistrationBean.class, false, false)
                .forEach((name, bean) -> add(name, bean.getFilter(), filters, names));
        if (filters.size() > 1) {
            throw new SecondFilterException(names);
        }
    }

    private static void add(String name, Filter filter, Set<Filter> filters, Set<String> names) {
        if (filter instanceof HardeningFilter && filters.add(filter)) {
            names.add(name);
        }
    }
}
