/** What can go wrong, in the words a user reads. Lies below every other package. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.error;
