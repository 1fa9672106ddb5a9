package dev.firn.input.text;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose failures name the input. */
final class NamedStream extends FilterInputStream {
  private final String name;

  NamedStream(String name, InputStream source) {
    super(source);
    this.name = name;
  }

  @Override
  public int read() {
    try {
      return in.read();
    } catch (IOException e) {
      throw TextSource.unreadable(name, e);
    }
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    try {
      return in.read(to, offset, length);
    } catch (IOException e) {
      throw TextSource.unreadable(name, e);
    }
  }
}
