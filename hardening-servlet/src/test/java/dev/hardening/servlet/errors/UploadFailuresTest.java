package dev.hardening.servlet.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.errors.ErrorMapping;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.servlet.support.NotMultipartException;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.InvalidFileNameException;
import org.apache.tomcat.util.http.fileupload.MultipartStream.MalformedStreamException;
import org.apache.tomcat.util.http.fileupload.impl.FileSizeLimitExceededException;
import org.apache.tomcat.util.http.fileupload.impl.IOFileUploadException;
import org.apache.tomcat.util.http.fileupload.impl.InvalidContentTypeException;
import org.junit.jupiter.api.Test;

/** Tomcat's own exceptions about multipart bodies, which core knows by their names. */
class UploadFailuresTest {

    private static final ErrorMapping MAPPING =
            ErrorMapping.of(ErrorSettings.builder().build());

    private static void means(int status, Exception failure) {
        assertEquals(status, MAPPING.status(failure), failure::toString);
        assertEquals(status, MAPPING.status(new ServletException(failure)), failure::toString);
        if (failure.getClass().getName().startsWith("org.apache.tomcat.util.http.fileupload.")) {
            assertEquals(status, MAPPING.status(new IOException(failure)), "as Tomcat 10.1 wraps it: " + failure);
        }
    }

    @Test
    void what_the_client_sent_is_the_client_s_fault() {
        means(400, new FileUploadException("no boundary"));
        means(400, new MalformedStreamException("cut off"));
        means(400, new InvalidFileNameException("a\0", "a zero"));
        means(400, new IOFileUploadException("not read", new MalformedStreamException("cut off")));
        means(413, new FileSizeLimitExceededException("too large", 2, 1));
        means(415, new InvalidContentTypeException("no form"));
        means(415, new NotMultipartException());
    }

    @Test
    void what_failed_here_while_a_form_was_read_is_a_failure() {
        means(500, new IOFileUploadException("not written", new IOException("No space left on device")));
        means(500, new IOException(new IOException("No space left on device")));
        means(500, new ServletException("something else"));
    }

    @Test
    void a_client_that_left_is_seen_through_the_form() {
        IOFileUploadException left =
                new IOFileUploadException("not read", new ClientAbortException(new SocketTimeoutException()));
        means(400, left);
        assertTrue(ErrorMapping.isAnsweredByContainer(left));
        assertTrue(ErrorMapping.isAnsweredByContainer(new IOException(left)));
        assertFalse(ErrorMapping.isAnsweredByContainer(new FileUploadException("no boundary")));
    }
}
