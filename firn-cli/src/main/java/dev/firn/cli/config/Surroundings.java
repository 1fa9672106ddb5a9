package dev.firn.cli.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it.
 *
 * @param environment variables by name
 * @param workingFolder where relative paths of options and variables start
 * @param usualFile the configuration file that is read where nobody names one, if it exists; empty
 *     if there is to be none
 */
public record Surroundings(
    Map<String, String> environment, Path workingFolder, Optional<Path> usualFile) {
  private static final String USUAL_NAME = "firn.yaml";

  /** Keeps a copy of the environment and makes the folder absolute. */
  public Surroundings {
    environment = Map.copyOf(environment);
    workingFolder = workingFolder.toAbsolutePath().normalize();
  }

  /** Those of this process. */
  public static Surroundings ofProcess() {
    return of(System.getenv(), Path.of(""));
  }

  /** A folder that may hold {@code firn.yaml}, and an environment. */
  public static Surroundings of(Map<String, String> environment, Path workingFolder) {
    return new Surroundings(
        environment, workingFolder, Optional.of(workingFolder.resolve(USUAL_NAME)));
  }

  /** No variables and no file: every key has its default unless an option sets it. */
  public static Surroundings empty() {
    return new Surroundings(Map.of(), Path.of(""), Optional.empty());
  }
}
