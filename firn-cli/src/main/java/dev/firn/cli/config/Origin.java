package dev.firn.cli.config;

import java.nio.file.Path;

/** Who said something. */
sealed interface Origin {
  /** For the column {@code source} of {@code firn config}. */
  String shown();

  /** A configuration file. */
  record FilePlace(Path file, Place place) implements Origin {
    @Override
    public String shown() {
      return file + ":" + place.line();
    }
  }

  /** An environment variable. */
  record Variable(String name) implements Origin {
    @Override
    public String shown() {
      return "environment " + name;
    }
  }

  /** An option of the command line. */
  record CommandLineOption(String name) implements Origin {
    @Override
    public String shown() {
      return "option " + name;
    }
  }

  /** Nobody. */
  record Default() implements Origin {
    @Override
    public String shown() {
      return "default";
    }
  }
}
