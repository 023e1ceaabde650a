@NullMarked
package dev.hardening.servlet.headers;

import org.jspecify.annotations.NullMarked;
