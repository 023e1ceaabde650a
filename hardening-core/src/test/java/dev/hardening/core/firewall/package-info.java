@NullMarked
package dev.hardening.core.firewall;

import org.jspecify.annotations.NullMarked;
