/** Fixtures that the tests of every module share: a clock held in the hand, tables of attacks, contracts of stores. */
@NullMarked
package dev.hardening.testing;

import org.jspecify.annotations.NullMarked;
