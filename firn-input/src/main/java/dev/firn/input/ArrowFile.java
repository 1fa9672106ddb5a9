package dev.firn.input;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.message.ArrowBlock;

/**
 * Arrow's file format, with two things that Arrow's own reader leaves out: every block that the
 * footer names must lie in the file, and dictionaries that are written in several parts are read to
 * their last part.
 */
final class ArrowFile extends ArrowFileReader {
  private final long fileBytes;

  ArrowFile(FileChannel channel, BufferAllocator allocator) throws IOException {
    super(channel, allocator, CommonsCompressionFactory.INSTANCE);
    this.fileBytes = channel.size();
  }

  /** Reads schema and dictionaries; to be called once, before the first batch. */
  void start() throws IOException {
    ensureInitialized();
    getRecordBlocks().forEach(this::expectInFile);
    List<ArrowBlock> dictionaries = getDictionaryBlocks();
    dictionaries.forEach(this::expectInFile);
    boolean hasRows = !getRecordBlocks().isEmpty();
    for (int index = getDictionaryVectors().size();
        hasRows && index < dictionaries.size();
        index++) {
      loadDictionary(readDictionary());
    }
  }

  private void expectInFile(ArrowBlock block) {
    long offset = block.getOffset();
    long metadataBytes = block.getMetadataLength();
    boolean isInFile =
        offset >= 0
            && metadataBytes > 0
            && block.getBodyLength() >= 0
            && metadataBytes <= fileBytes - offset
            && block.getBodyLength() <= fileBytes - offset - metadataBytes;
    if (!isInFile) {
      throw new IllegalArgumentException(
          "the footer names a block at offset " + offset + " that is not in the file");
    }
  }
}
