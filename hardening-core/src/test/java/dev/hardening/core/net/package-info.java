@NullMarked
package dev.hardening.core.net;

import org.jspecify.annotations.NullMarked;
