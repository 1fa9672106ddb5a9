/**
 * The configuration: what the command line, the environment, a YAML file and the defaults say, in
 * this order of strength, checked as a whole before a command does anything.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.cli.config;
