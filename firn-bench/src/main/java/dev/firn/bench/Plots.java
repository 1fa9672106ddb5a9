package dev.firn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/** Where plots go, if anybody wants them: the option {@code --plots}, empty for nowhere. */
record Plots(Optional<Path> folder) {
  /** The folder that an option names; none if it is empty. */
  static Plots of(String option) {
    return new Plots(option.isEmpty() ? Optional.empty() : Optional.of(Path.of(option)));
  }

  static Plots none() {
    return new Plots(Optional.empty());
  }

  /** Writes a plot into the folder, and a Markdown line that shows it. */
  void write(Plot plot, String name, PrintStream out) throws IOException {
    if (folder.isPresent()) {
      plot.write(folder.get().resolve(name + ".svg"));
      out.printf("![%s](plots/%s.svg)%n%n", name, name);
    }
  }
}
