package dev.firn.engine.storage;

import static dev.firn.engine.storage.LocalStorage.failure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/** A channel to a file whose name was taken away as soon as it was open. */
final class LocalScratchFile implements ScratchFile {
  private final String folder;
  private final FileChannel channel;
  private long writtenBytes;

  LocalScratchFile(String folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  @Override
  public void append(List<ByteBuffer> buffers) {
    try {
      channel.position(writtenBytes);
      writtenBytes += GatheringWrite.all(channel, buffers);
    } catch (IOException e) {
      throw failure("Writing a scratch file in", folder, e);
    }
  }

  @Override
  public long fileBytes() {
    return writtenBytes;
  }

  @Override
  public int read(long offset, ByteBuffer into) {
    try {
      return channel.read(into, offset);
    } catch (IOException e) {
      throw failure("Reading a scratch file in", folder, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure("Closing a scratch file in", folder, e);
    }
  }
}
