package dev.firn.input;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads Arrow's file and stream formats from sources that nobody vouches for. Arrow's own readers
 * were made for friendly ones: they trust lengths, and what they hold when they give up is never
 * released, which the memory budget would miss for the life of the process. A batch is handed out
 * only after {@link BatchCheck} has seen it.
 */
final class IpcReader extends ArrowReader {
  private final IpcMessages messages;

  /**
   * @param messages handed over; closed with this reader
   */
  IpcReader(IpcMessages messages, BufferAllocator allocator) {
    super(allocator);
    this.messages = messages;
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    Optional<IpcMessage> next = messages.next();
    while (next.isPresent()) {
      try (IpcMessage message = next.get()) {
        if (load(message.metadata(), message.body())) {
          return true;
        }
      }
      next = messages.next();
    }
    return false;
  }

  @Override
  public long bytesRead() {
    return messages.bytesRead();
  }

  @Override
  protected Schema readSchema() throws IOException {
    return messages.schema();
  }

  @Override
  protected void closeReadSource() throws IOException {
    messages.close();
  }

  /** Takes one message in; true if it brought rows. */
  private boolean load(Message metadata, ArrowBuf body) throws IOException {
    return switch (metadata.headerType()) {
      case MessageHeader.RecordBatch -> {
        loadRows((RecordBatch) metadata.header(new RecordBatch()), body);
        yield true;
      }
      case MessageHeader.DictionaryBatch -> {
        loadEntries((DictionaryBatch) metadata.header(new DictionaryBatch()), body);
        yield false;
      }
      default -> throw new IOException("a message of the kind " + metadata.headerType());
    };
  }

  private void loadRows(RecordBatch header, ArrowBuf body) throws IOException {
    loadRecordBatch(new IpcBatch(header, body, allocator).decoded());
    VectorSchemaRoot batch = getVectorSchemaRoot();
    for (FieldVector vector : batch.getFieldVectors()) {
      BatchCheck.check(vector, batch.getRowCount(), vector.getName());
    }
  }

  private void loadEntries(DictionaryBatch header, ArrowBuf body) throws IOException {
    Map<Long, Dictionary> dictionaries = getDictionaryVectors();
    Dictionary dictionary = dictionaries.get(header.id());
    if (dictionary == null) {
      throw new IOException("a dictionary that no column names, number " + header.id());
    }
    loadDictionary(
        new ArrowDictionaryBatch(
            header.id(), new IpcBatch(header.data(), body, allocator).decoded(), header.isDelta()));
    FieldVector values = dictionary.getVector();
    BatchCheck.check(values, values.getValueCount(), values.getName());
  }
}
