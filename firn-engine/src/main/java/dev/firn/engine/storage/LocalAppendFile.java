package dev.firn.engine.storage;

import static dev.firn.engine.storage.LocalStorage.failure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A channel written at its end, under a part file's name until published. */
final class LocalAppendFile implements AppendFile {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private final String location;
  private final Path path;
  private final Path part;
  private final FileChannel channel;
  private long writtenBytes;
  private boolean published;

  LocalAppendFile(String location, Path path, Path part, FileChannel channel) {
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
  public long writtenBytes() {
    return writtenBytes;
  }

  @Override
  public void preallocate(long bytes) {
    try {
      for (long at = channel.size(); at < bytes; ) {
        // Not by the last byte alone: filling holes later takes several times as long on ext4.
        at += channel.write(ZEROS.slice(0, (int) Math.min(ZEROS.capacity(), bytes - at)), at);
      }
    } catch (IOException e) {
      throw failure("Setting aside space for", location, e);
    }
  }

  @Override
  public void write(List<ByteBuffer> buffers) {
    try {
      channel.position(writtenBytes);
      writtenBytes += GatheringWrite.all(channel, buffers);
    } catch (IOException e) {
      throw failure("Writing", location, e);
    }
  }

  @Override
  public void sync() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw failure("Syncing", location, e);
    }
  }

  @Override
  public void publish() {
    try {
      channel.force(true);
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
      published = true;
    } catch (IOException e) {
      throw failure("Publishing", location, e);
    }
  }

  @Override
  public void truncate(long bytes) {
    try {
      channel.truncate(bytes);
      channel.force(true);
      writtenBytes = Math.min(writtenBytes, bytes);
    } catch (IOException e) {
      throw failure("Cutting", location, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      if (!published) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw failure("Closing", location, e);
    }
  }
}
