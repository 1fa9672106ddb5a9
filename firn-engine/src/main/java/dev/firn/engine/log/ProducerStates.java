package dev.firn.engine.log;

import dev.firn.engine.log.ProducerState.Batch;
import dev.firn.engine.log.ProducerState.RowSpanLong;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The producers of a log, by name.
 *
 * <p>Limit: {@value #PRODUCERS_MAX} producers when a segment is begun; see {@link #expire}.
 *
 * <p>Threads: one at a time.
 */
final class ProducerStates {
  /** A producer that has not sent for so long is forgotten when the next segment begins. */
  static final Duration RETENTION = Duration.ofDays(7);

  /** Beyond it those that have been silent longest are forgotten earlier. */
  static final int PRODUCERS_MAX = 10_000;

  private final Map<String, ProducerState> byName;

  private ProducerStates(Map<String, ProducerState> byName) {
    this.byName = byName;
  }

  static ProducerStates none() {
    return new ProducerStates(new HashMap<>());
  }

  ProducerStates copy() {
    return new ProducerStates(new HashMap<>(byName));
  }

  /** What is known of a producer; of one without a name nothing ever is. */
  ProducerState of(String producer) {
    return byName.getOrDefault(producer, ProducerState.NONE);
  }

  /** Takes note of a batch that is in the log. */
  void add(String producer, RowSpan rows, long endOffset, long atMillis) {
    if (!producer.isEmpty()) {
      byName.put(producer, of(producer).with(rows, endOffset, atMillis));
    }
  }

  void put(String producer, ProducerState state) {
    if (state.spans().isEmpty()) {
      byName.remove(producer);
    } else {
      byName.put(producer, state);
    }
  }

  /** Rows that are lost count as never sent. */
  void remove(String producer, RowSpan lost) {
    put(producer, of(producer).without(lost));
  }

  Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  int count() {
    return byName.size();
  }

  void forget(String producer) {
    byName.remove(producer);
  }

  /**
   * Forgets those that were silent for too long or are too many; gives their names.
   *
   * @param kept are not forgotten
   */
  List<String> expire(long nowMillis, Set<String> kept) {
    Set<String> gone = new LinkedHashSet<>();
    byName.forEach(
        (name, state) -> {
          boolean isSilent = nowMillis - state.usedAtMillis() > RETENTION.toMillis();
          if (isSilent && !kept.contains(name)) {
            gone.add(name);
          }
        });
    int tooMany = byName.size() - gone.size() - PRODUCERS_MAX;
    if (tooMany > 0) {
      byName.entrySet().stream()
          .filter(entry -> !gone.contains(entry.getKey()) && !kept.contains(entry.getKey()))
          .sorted(Comparator.comparingLong(entry -> entry.getValue().usedAtMillis()))
          .limit(tooMany)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(gone::add);
    }
    gone.forEach(byName::remove);
    return List.copyOf(gone);
  }

  /** As they stand in a segment's header: docs/log-format.md, "Producers". */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(byName.size());
      for (Map.Entry<String, ProducerState> entry : new TreeMap<>(byName).entrySet()) {
        ProducerState state = entry.getValue();
        out.writeUTF(entry.getKey());
        out.writeLong(state.usedAtMillis());
        out.writeInt(state.spans().size());
        for (RowSpanLong span : state.spans()) {
          out.writeLong(span.first());
          out.writeLong(span.last());
        }
        out.writeInt(state.receipts().size());
        for (Batch batch : state.receipts()) {
          out.writeLong(batch.rows().first());
          out.writeLong(batch.rows().last());
          out.writeLong(batch.offset());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static ProducerStates parse(byte[] bytes) throws IOException {
    Map<String, ProducerState> byName = new HashMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        long usedAt = in.readLong();
        List<RowSpanLong> spans = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          spans.add(new RowSpanLong(in.readLong(), in.readLong()));
        }
        List<Batch> batches = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          batches.add(new Batch(new RowSpanLong(in.readLong(), in.readLong()), in.readLong()));
        }
        byName.put(name, new ProducerState(spans, batches, usedAt));
      }
    }
    return new ProducerStates(byName);
  }
}
