package dev.firn.engine.log;

/** What happens in a log, for whoever counts. Called by the log's own thread; must be quick. */
public interface LogEvents {
  /** Nobody counts. */
  LogEvents NONE =
      new LogEvents() {
        @Override
        public void synced(int batches, long rows, long bytes, long nanos) {
          // Nobody counts.
        }

        @Override
        public void failed(Throwable cause) {
          // Nobody counts.
        }
      };

  /** A group of batches became durable, in so many nanoseconds of writing and syncing. */
  void synced(int batches, long rows, long bytes, long nanos);

  /** A group could not be made durable. */
  void failed(Throwable cause);
}
