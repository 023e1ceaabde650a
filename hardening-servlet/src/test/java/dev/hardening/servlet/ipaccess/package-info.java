@NullMarked
package dev.hardening.servlet.ipaccess;

import org.jspecify.annotations.NullMarked;
