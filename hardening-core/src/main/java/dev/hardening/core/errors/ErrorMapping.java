package dev.hardening.core.errors;

import dev.hardening.core.decision.RefusalSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Decides which status an exception means. Everything is 500 but what the settings name, what
 * {@linkplain RefusalSource says by itself} what to answer, and what a container throws when the client broke off or sent
 * something that cannot be read; the last are 400, and 408 when the client was too slow. Exceptions are known by the names of
 * their classes, because the containers' classes are not there to be named otherwise. Immutable and safe for use by many
 * threads.
 */
public final class ErrorMapping {

    private static final int CLIENT_FAULT = 400;
    private static final int CLIENT_TIMEOUT = 408;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED = 415;
    private static final int FAILURE = 500;
    private static final int DEEPEST = 8;

    /** How many frames lie between Jetty's input and where it throws, and a few to spare. */
    private static final int NEAREST = 4;

    private static final String TOMCAT_ABORT = "org.apache.catalina.connector.ClientAbortException";
    private static final String TOMCAT_BAD_REQUEST = "org.apache.coyote.BadRequestException";

    private static final String TOMCAT_UPLOAD = "org.apache.tomcat.util.http.fileupload.";

    private static final Map<String, Integer> CONTAINERS = Map.ofEntries(
            Map.entry(TOMCAT_BAD_REQUEST, CLIENT_FAULT),
            Map.entry(TOMCAT_ABORT, CLIENT_FAULT),
            Map.entry(TOMCAT_UPLOAD + "FileUploadException", CLIENT_FAULT),
            Map.entry(TOMCAT_UPLOAD + "InvalidFileNameException", CLIENT_FAULT),
            Map.entry(TOMCAT_UPLOAD + "MultipartStream$MalformedStreamException", CLIENT_FAULT),
            Map.entry(TOMCAT_UPLOAD + "MultipartStream$IllegalBoundaryException", CLIENT_FAULT),
            Map.entry(TOMCAT_UPLOAD + "impl.SizeException", TOO_LARGE),
            Map.entry(TOMCAT_UPLOAD + "impl.InvalidContentTypeException", UNSUPPORTED),
            Map.entry("org.apache.tomcat.util.http.InvalidParameterException", CLIENT_FAULT),
            Map.entry("org.eclipse.jetty.http.HttpException$IllegalArgumentException", CLIENT_FAULT),
            Map.entry("org.eclipse.jetty.http.HttpException$IllegalStateException", CLIENT_FAULT),
            Map.entry("org.eclipse.jetty.http.HttpException$RuntimeException", CLIENT_FAULT),
            Map.entry("org.eclipse.jetty.io.EofException", CLIENT_FAULT),
            Map.entry("io.undertow.server.RequestTooBigException", TOO_LARGE),
            Map.entry("dev.hardening.servlet.support.NotMultipartException", UNSUPPORTED));

    /** What only wraps another exception; a cause elsewhere may be the failure of a different connection. */
    private static final Set<String> WRAPPERS = Set.of(
            "jakarta.servlet.ServletException",
            "java.io.UncheckedIOException",
            "java.lang.reflect.InvocationTargetException",
            "java.lang.reflect.UndeclaredThrowableException",
            "java.util.concurrent.CompletionException",
            "java.util.concurrent.ExecutionException",
            TOMCAT_UPLOAD + "impl.FileUploadIOException",
            TOMCAT_UPLOAD + "impl.IOFileUploadException");

    private final ErrorSettings settings;
    private final Map<String, Integer> statuses;

    private ErrorMapping(ErrorSettings settings) {
        this.settings = settings;
        this.statuses = new HashMap<>(CONTAINERS);
        statuses.putAll(settings.statuses());
    }

    /** Returns the mapping that the settings describe. */
    public static ErrorMapping of(ErrorSettings settings) {
        return new ErrorMapping(settings);
    }

    /** Returns the settings. */
    public ErrorSettings settings() {
        return settings;
    }

    /** Returns the status with which the exception is answered, 400 to 599. */
    public int status(Throwable thrown) {
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < DEEPEST; depth++) {
            Integer status = named(next);
            if (status != null) {
                return status;
            }
            if (next instanceof RefusalSource source) {
                return source.refusal().status();
            }
            if (isSlowClient(next)) {
                return CLIENT_TIMEOUT;
            }
            if (isBrokenBody(next)) {
                return CLIENT_FAULT;
            }
            next = wrapped(next);
        }
        return FAILURE;
    }

    /**
     * Finds the exception that says by itself what to answer, alone or in what only wraps it. One that the settings name a
     * status for is none.
     */
    public @Nullable RefusalSource refusalSource(Throwable thrown) {
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < DEEPEST && named(next) == null; depth++) {
            if (next instanceof RefusalSource source) {
                return source;
            }
            next = wrapped(next);
        }
        return null;
    }

    /**
     * Tells whether Jetty has waited in vain for the body. Its exception is the same for a connection to somewhere else;
     * only the stack tells that it was read from the client.
     */
    private static boolean isSlowClient(Throwable thrown) {
        if (thrown.getClass() != IOException.class || !(thrown.getCause() instanceof TimeoutException)) {
            return false;
        }
        StackTraceElement[] stack = thrown.getStackTrace();
        for (int i = 0; i < Math.min(stack.length, NEAREST); i++) {
            String type = stack[i].getClassName();
            if (type.startsWith("org.eclipse.jetty.ee") && type.endsWith(".HttpInput")) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether Undertow has read a body that is malformed or ends too early: its exception has no type of its own. */
    private static boolean isBrokenBody(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        return thrown.getClass() == IOException.class
                && stack.length > 0
                && stack[0].getClassName().startsWith("io.undertow.conduits.")
                && stack[0].getClassName().endsWith("StreamSourceConduit");
    }

    /**
     * Tells whether the virtual machine itself is failing, so that the exception must go on after it was answered. A
     * stack that overflowed is whole again when it is caught and is answered like any other failure.
     */
    public static boolean isFatal(Throwable thrown) {
        return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    }

    /**
     * Tells whether the container has begun to answer already: Tomcat does when a body is malformed or breaks off, and
     * nobody else can answer then. It is not to be told so by an exception, for which it would write a page, too.
     */
    public static boolean isAnsweredByContainer(Throwable thrown) {
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < DEEPEST; depth++) {
            for (Class<?> type = next.getClass(); type != null; type = type.getSuperclass()) {
                if (type.getName().equals(TOMCAT_ABORT) || type.getName().equals(TOMCAT_BAD_REQUEST)) {
                    return true;
                }
            }
            next = wrapped(next);
        }
        return false;
    }

    private static @Nullable Throwable wrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        // Tomcat 10.1 wraps what its parser of multipart bodies throws in a plain exception.
        boolean plain = cause != null
                && thrown.getClass() == IOException.class
                && cause.getClass().getName().startsWith(TOMCAT_UPLOAD);
        return plain || WRAPPERS.contains(thrown.getClass().getName()) ? cause : null;
    }

    private static boolean isUploadWrapper(Throwable thrown) {
        String name = thrown.getClass().getName();
        return name.startsWith(TOMCAT_UPLOAD) && WRAPPERS.contains(name);
    }

    private @Nullable Integer named(Throwable thrown) {
        if (isUploadWrapper(thrown)) {
            return null; // it extends what is the client's fault, but the disk may have failed, too
        }
        for (Class<?> next = thrown.getClass(); next != null; next = next.getSuperclass()) {
            Integer status = statuses.get(next.getName());
            if (status != null) {
                return status;
            }
        }
        return null;
    }
}
