package dev.firn.engine.batch;

import dev.firn.engine.error.ViolationKind;
import java.util.function.Supplier;

/**
 * What is wrong with one value. The value's text is only made for findings that are kept, because a
 * load may hold millions of them.
 *
 * @param kind in which way it is wrong
 * @param column dotted path of the column
 * @param expected what the table asks for
 * @param found makes the value printable
 */
public record Finding(ViolationKind kind, String column, String expected, Supplier<String> found) {}
