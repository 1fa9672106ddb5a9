/**
 * Readers that know nothing of Firn, for tests that compare what they see with what was written.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.testkit;
