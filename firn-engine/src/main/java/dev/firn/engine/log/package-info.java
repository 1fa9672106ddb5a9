/**
 * The log in front of a table: checked batches as durable frames in segments, the producers' row
 * numbers, and what is left of all that after a crash. The format is described byte by byte in
 * docs/log-format.md.
 */
@NullMarked
package dev.firn.engine.log;

import org.jspecify.annotations.NullMarked;
