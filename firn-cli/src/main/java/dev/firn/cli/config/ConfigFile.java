package dev.firn.cli.config;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file. Failures: {@link ErrorCode#CONFIGURATION} for a file that was named and
 * cannot be read as a text of at most a megabyte.
 *
 * @param path absolute
 * @param namedBy who named it, for messages
 */
record ConfigFile(Path path, String namedBy) {
  static final String OPTION = "--config";
  static final String VARIABLE = "FIRN_CONFIG";

  /** The longest sensible configuration has a hundred lines; this one is read in a moment. */
  private static final int BYTES_MAX = 1_000_000;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /**
   * The file to read: that of the option, else of the variable, else the usual one if it exists.
   */
  static Optional<ConfigFile> find(ConfigOptions options, Surroundings surroundings) {
    if (options.file().isPresent()) {
      Path path = surroundings.workingFolder().resolve(options.file().get()).normalize();
      return Optional.of(new ConfigFile(path, "option " + OPTION));
    }
    String variable = surroundings.environment().getOrDefault(VARIABLE, "");
    if (!variable.isEmpty()) {
      return Optional.of(named(variable, surroundings.workingFolder()));
    }
    return surroundings
        .usualFile()
        // A link that leads nowhere was meant to lead somewhere.
        .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
        .map(path -> new ConfigFile(path.toAbsolutePath().normalize(), "the working folder"));
  }

  /** Its text. */
  String read() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw refusal("at most " + BYTES_MAX + " bytes", "more", null);
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw refusal("a file", "none of that name", e);
    } catch (CharacterCodingException e) {
      throw refusal("text in UTF-8", "bytes that are none", e);
    } catch (IOException e) {
      throw refusal("a file that can be read", String.valueOf(e.getMessage()), e);
    }
  }

  private static ConfigFile named(String variable, Path workingFolder) {
    try {
      return new ConfigFile(workingFolder.resolve(variable).normalize(), "variable " + VARIABLE);
    } catch (InvalidPathException e) {
      throw new FirnException(
          ErrorCode.CONFIGURATION,
          "Variable "
              + VARIABLE
              + ": expected a file's path, found "
              + Shown.quoted(variable)
              + ".",
          e);
    }
  }

  private FirnException refusal(String expected, String found, @Nullable Exception cause) {
    String message =
        "Configuration file '"
            + path
            + "' (named by "
            + namedBy
            + "): expected "
            + expected
            + ", found "
            + found
            + ".";
    return cause == null
        ? new FirnException(ErrorCode.CONFIGURATION, message)
        : new FirnException(ErrorCode.CONFIGURATION, message, cause);
  }
}
