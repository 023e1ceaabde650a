@NullMarked
package dev.hardening.core.ipaccess;

import org.jspecify.annotations.NullMarked;
