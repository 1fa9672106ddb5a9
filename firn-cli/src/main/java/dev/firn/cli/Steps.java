package dev.firn.cli;

import dev.firn.cli.config.Surroundings;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Command lines that a command is made of, over one warehouse and with the defaults, so that a
 * configuration found here neither changes them nor is touched.
 *
 * @param of the command, for messages
 */
record Steps(String of, PrintStream out, PrintStream error, Path warehouse) {
  /**
   * Runs one.
   *
   * @throws FirnException {@link ErrorCode#INTERNAL} if it fails
   */
  void run(String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--warehouse", warehouse.toString()));
    int exitCode = Main.run(Surroundings.empty(), out, error, words.toArray(String[]::new));
    out.flush();
    error.flush();
    if (exitCode != 0) {
      throw new FirnException(
          ErrorCode.INTERNAL,
          of
              + ": expected 'firn "
              + arguments[0]
              + "' to succeed, found exit code "
              + exitCode
              + ".");
    }
  }
}
