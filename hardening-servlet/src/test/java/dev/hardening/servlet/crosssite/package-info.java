@NullMarked
package dev.hardening.servlet.crosssite;

import org.jspecify.annotations.NullMarked;
