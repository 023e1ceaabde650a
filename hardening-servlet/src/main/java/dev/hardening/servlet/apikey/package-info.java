/**
 * Asks for an API key on every route that is not open. A key that is presented on an open route must be valid as well: a
 * bad credential is refused and never treated as none.
 *
 * <pre>{@code
 * Filter filter = new ApiKeyFilter(ApiKeySettings.read(reader), Services.standard());
 * }</pre>
 */
@NullMarked
package dev.hardening.servlet.apikey;

import org.jspecify.annotations.NullMarked;
