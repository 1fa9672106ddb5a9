package dev.firn.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Classes of this module as programs of their own, with the flags that {@code ./firn} has. */
final class JavaProgram {
  private JavaProgram() {}

  /**
   * The command line of a program.
   *
   * @param heapFlags such as {@code -Xmx476m}
   */
  static List<String> command(List<String> heapFlags, Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djdk.util.jar.version=21",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(1, heapFlags);
    command.addAll(List.of(arguments));
    return command;
  }
}
