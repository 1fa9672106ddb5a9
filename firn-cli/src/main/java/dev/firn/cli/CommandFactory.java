package dev.firn.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine.IFactory;

/** Makes picocli's commands, whose constructors are not public. */
final class CommandFactory implements IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    Constructor<K> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }
}
