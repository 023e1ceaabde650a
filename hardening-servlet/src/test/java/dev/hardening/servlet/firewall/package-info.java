@NullMarked
package dev.hardening.servlet.firewall;

import org.jspecify.annotations.NullMarked;
