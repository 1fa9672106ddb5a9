package dev.firn.sql;

/**
 * One statement of a script, not yet understood.
 *
 * @param position of its first character that is neither space nor comment
 * @param text from there up to its semicolon
 */
record StatementText(SqlPosition position, String text) {}
