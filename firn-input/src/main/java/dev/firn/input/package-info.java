/** Files of foreign formats to Arrow batches. */
@org.jspecify.annotations.NullMarked
package dev.firn.input;
