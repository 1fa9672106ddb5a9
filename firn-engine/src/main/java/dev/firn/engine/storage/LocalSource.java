package dev.firn.engine.storage;

import static dev.firn.engine.storage.LocalStorage.failure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A channel read by offset. */
final class LocalSource implements ByteSource {
  private final String location;
  private final FileChannel channel;

  LocalSource(String location, FileChannel channel) {
    this.location = location;
    this.channel = channel;
  }

  @Override
  public long fileBytes() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw failure("Reading", location, e);
    }
  }

  @Override
  public int read(long offset, ByteBuffer into) {
    try {
      return channel.read(into, offset);
    } catch (IOException e) {
      throw failure("Reading", location, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure("Closing", location, e);
    }
  }
}
