/** Real Redis servers for tests, here and in the modules above. */
@NullMarked
package dev.hardening.testing.redis;

import org.jspecify.annotations.NullMarked;
