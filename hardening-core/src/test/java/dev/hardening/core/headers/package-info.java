@NullMarked
package dev.hardening.core.headers;

import org.jspecify.annotations.NullMarked;
