package dev.firn.engine.storage;

import static dev.firn.engine.storage.LocalStorage.failure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A part file and its channel. */
final class LocalSink implements ByteSink {
  private final String location;
  private final Path path;
  private final Path part;
  private final FileChannel channel;
  private long offset;
  private boolean published;

  LocalSink(String location, Path path, Path part, FileChannel channel) {
    this.location = location;
    this.path = path;
    this.part = part;
    this.channel = channel;
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        offset += channel.write(bytes);
      }
    } catch (IOException e) {
      throw failure("Writing", location, e);
    }
  }

  @Override
  public void publish() {
    try {
      channel.force(true);
      channel.close();
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
      published = true;
    } catch (IOException e) {
      throw failure("Publishing", location, e);
    }
  }

  @Override
  public void close() {
    if (published) {
      return;
    }
    try {
      channel.close();
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw failure("Discarding", location, e);
    }
  }
}
