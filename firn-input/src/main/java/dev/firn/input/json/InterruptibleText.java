package dev.firn.input.json;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.io.Reader;

/**
 * A text that ends when its thread is interrupted. Who loads batches looks at that between them,
 * but a text without a single good record has none.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: {@link ErrorCode#CANCELLED} once the thread is interrupted.
 */
final class InterruptibleText extends Reader {
  private final String sourceName;
  private final Reader text;

  InterruptibleText(String sourceName, Reader text) {
    this.sourceName = sourceName;
    this.text = text;
  }

  @Override
  public int read(char[] to, int from, int length) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new FirnException(
          ErrorCode.CANCELLED, "Input '" + sourceName + "': reading was cancelled.");
    }
    return text.read(to, from, length);
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
