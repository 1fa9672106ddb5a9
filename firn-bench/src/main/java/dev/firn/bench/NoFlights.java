package dev.firn.bench;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Keeps nothing. */
final class NoFlights implements FlightsStore {
  private final BufferAllocator allocator = new RootAllocator();

  @Override
  public BufferAllocator allocator() {
    return allocator;
  }

  @Override
  public void append(VectorSchemaRoot batch) {
    // Nobody wants them.
  }

  @Override
  public void finish() {
    // There is nothing.
  }

  @Override
  public long nativeBytesMax() {
    return allocator.getPeakMemoryAllocation();
  }

  @Override
  public void close() {
    allocator.close();
  }
}
