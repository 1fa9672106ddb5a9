package dev.firn.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes picocli's commands, whose constructors are not public. */
final class CommandFactory implements IFactory {
  private static final String OWN_PACKAGE = "dev.firn.cli.";

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (!type.getName().startsWith(OWN_PACKAGE)) {
      return CommandLine.defaultFactory().create(type);
    }
    Constructor<K> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }
}
