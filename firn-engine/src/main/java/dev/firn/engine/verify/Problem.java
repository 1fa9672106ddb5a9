package dev.firn.engine.verify;

/**
 * What is wrong with a file.
 *
 * @param file its location
 * @param problem sentences: what was expected, what was found
 */
public record Problem(String file, String problem) {}
