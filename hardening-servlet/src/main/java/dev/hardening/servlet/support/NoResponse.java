package dev.hardening.servlet.support;

import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A response that takes everything, keeps nothing and knows nothing. */
final class NoResponse {

    static final HttpServletResponse INSTANCE = (HttpServletResponse) Proxy.newProxyInstance(
            NoResponse.class.getClassLoader(), new Class<?>[] {HttpServletResponse.class}, NoResponse::answer);

    private NoResponse() {}

    private static @Nullable Object answer(Object proxy, Method method, Object @Nullable [] arguments) {
        Class<?> type = method.getReturnType();
        if (method.getName().equals("getOutputStream")) {
            return NoOutput.stream();
        }
        if (method.getName().equals("getWriter")) {
            return NoOutput.writer();
        }
        if (method.getName().equals("equals")) {
            return arguments != null && proxy == arguments[0];
        }
        if (type == boolean.class) {
            return method.getName().equals("isCommitted");
        }
        if (type == int.class) {
            return 0;
        }
        return type == String.class ? "" : null;
    }
}
