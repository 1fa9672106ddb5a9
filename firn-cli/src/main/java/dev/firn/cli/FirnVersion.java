package dev.firn.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar was built with. */
final class FirnVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = FirnVersion.class.getPackage().getImplementationVersion();
    return new String[] {"firn " + (version == null ? "development" : version)};
  }
}
