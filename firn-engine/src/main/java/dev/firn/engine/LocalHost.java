package dev.firn.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine, which tells its dead processes from another machine's. */
final class LocalHost {
  private LocalHost() {}

  static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine that does not know its own name has one all the same for its own processes.
      return "localhost";
    }
  }
}
