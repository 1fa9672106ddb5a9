/** The check: whether every row of a batch fits its table, on whole buffers. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.validate;
