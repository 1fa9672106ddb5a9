/** What all text formats share: decompression, characters, lines, limits. */
@org.jspecify.annotations.NullMarked
package dev.firn.input.text;
