package dev.firn.cli.config;

/**
 * A key of the configuration as it is in effect.
 *
 * @param key its dotted path
 * @param value as it would stand in the file; never a password
 * @param source who said so: {@code default}, a file and line, a variable or an option
 */
public record Setting(String key, String value, String source) {}
