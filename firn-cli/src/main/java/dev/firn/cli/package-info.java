/** The {@code firn} command: arguments in, tables, JSON or CSV out, one exit code per outcome. */
@org.jspecify.annotations.NullMarked
package dev.firn.cli;
