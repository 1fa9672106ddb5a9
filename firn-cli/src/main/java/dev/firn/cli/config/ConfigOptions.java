package dev.firn.cli.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the command line says of the configuration.
 *
 * @param file {@code --config}
 * @param warehouse {@code --warehouse}
 */
public record ConfigOptions(Optional<Path> file, Optional<Path> warehouse) {}
