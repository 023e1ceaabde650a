package dev.hardening.servlet.support;

/** What a filter asks before it looks at the fields of a form. Safe for use by many threads. */
public final class FormFields {

    private FormFields() {}

    /**
     * Tells whether the body is a multipart form that the library reads itself, so that its fields are among the
     * parameters and reading them takes nothing from whoever reads it next. A container's own reading would.
     */
    public static boolean areInParts(Exchange exchange) {
        RequestBody body = exchange.bodyIfRead();
        return body != null && body.isReadingMultipart() && MultipartForm.isNamedBy(exchange.header("Content-Type"));
    }
}
