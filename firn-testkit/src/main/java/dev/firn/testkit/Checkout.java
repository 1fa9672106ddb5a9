package dev.firn.testkit;

import java.nio.file.Path;

/** The checkout whose tests run. */
final class Checkout {
  private Checkout() {}

  /** A folder below the root's {@code target}; all modules' tests share it. */
  static Path target(String name) {
    String root = System.getProperty("firn.root");
    if (root == null) {
      throw new IllegalStateException(
          "Outside readers for tests: expected the system property 'firn.root' to name the"
              + " checkout's root, found none. Run the tests with ./build, or set it in the IDE.");
    }
    return Path.of(root, "target", name);
  }
}
