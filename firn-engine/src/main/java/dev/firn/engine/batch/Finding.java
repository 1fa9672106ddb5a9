package dev.firn.engine.batch;

import java.util.function.Supplier;

/**
 * What is wrong with one value. The value's text is only made for findings that are kept, because a
 * load may hold millions of them.
 *
 * @param column dotted path of the column
 * @param expected what the table asks for
 * @param found makes the value printable
 */
public record Finding(String column, String expected, Supplier<String> found) {}
