package dev.firn.cli;

import dev.firn.cli.config.Setting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Shows the configuration in effect and where each value came from. Opens no warehouse. */
@Command(
    name = "config",
    description = "Show the values in effect, and which file, variable or option set them.")
final class ConfigCommand implements Runnable {
  private static final List<Column> COLUMNS =
      List.of(Column.text("key"), Column.text("value"), Column.text("source"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Setting setting : firn.configuration().settings()) {
      rows.add(new @Nullable Object[] {setting.key(), setting.value(), setting.source()});
    }
    firn.console().print(Result.many(COLUMNS, rows));
  }
}
