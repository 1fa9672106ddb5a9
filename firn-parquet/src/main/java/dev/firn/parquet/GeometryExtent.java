package dev.firn.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.parquet.format.BoundingBox;
import org.apache.parquet.format.GeospatialStatistics;

/**
 * What is known of the geometries of a chunk: their types, and the box they lie in (Parquet's
 * Geospatial.md). Values are well-known binary in the ISO form (OGC 06-103r4, section 8). Nothing
 * is said of a chunk with a value that cannot be read, and no box of geographies, whose edges are
 * no straight lines.
 *
 * <p>Threads: one at a time.
 */
final class GeometryExtent {
  /** Collections within collections; deeper ones count as unreadable. */
  private static final int DEPTH_MAX = 32;

  private static final int POINT = 1;
  private static final int LINE_STRING = 2;
  private static final int POLYGON = 3;
  private static final int COLLECTION_MAX = 7;

  /** Types with z are 1000 higher, with m 2000, with both 3000. */
  private static final int DIMENSIONS = 1_000;

  private final boolean isPlanar;
  private final TreeSet<Integer> types = new TreeSet<>();
  private boolean isReadable = true;

  /** By axis: x, y, z, m. */
  private final double[] least = new double[4];

  private final double[] most = new double[4];

  /** The value that is being read. */
  private long at;

  private long end;
  private boolean isBigEndian;

  private GeometryExtent(boolean isPlanar) {
    this.isPlanar = isPlanar;
    clear();
  }

  /** Of no values yet; empty for a column of another type. */
  static Optional<GeometryExtent> of(LeafColumn column) {
    return column.order().isGeospatial()
        ? Optional.of(new GeometryExtent(column.order() == ValueOrder.PLANE))
        : Optional.empty();
  }

  /** Takes in the values in the workspace. */
  void add(Workspace workspace, int count) {
    for (int i = 0; i < count && isReadable; i++) {
      at = workspace.starts[i];
      end = at + workspace.lengths[i];
      isReadable = readGeometry(0, true) && at == end;
    }
  }

  /** Takes in what another one knows. */
  void add(GeometryExtent other) {
    isReadable &= other.isReadable;
    types.addAll(other.types);
    for (int axis = 0; axis < least.length; axis++) {
      least[axis] = Math.min(least[axis], other.least[axis]);
      most[axis] = Math.max(most[axis], other.most[axis]);
    }
  }

  /** What the footer says; empty if nothing is known. */
  Optional<GeospatialStatistics> statistics() {
    if (!isReadable || types.isEmpty()) {
      return Optional.empty();
    }
    GeospatialStatistics statistics = new GeospatialStatistics();
    statistics.setGeospatial_types(new ArrayList<>(types));
    if (hasBox()) {
      BoundingBox box = new BoundingBox(least[0], most[0], least[1], most[1]);
      if (has(2)) {
        box.setZmin(least[2]);
        box.setZmax(most[2]);
      }
      if (has(3)) {
        box.setMmin(least[3]);
        box.setMmax(most[3]);
      }
      statistics.setBbox(box);
    }
    return Optional.of(statistics);
  }

  /**
   * The box's two corners as Iceberg has them (table spec, appendix D, "Bound serialization"): x
   * and y, then z, or NaN for none, if there are z or m, then m if there are any; eight bytes each.
   */
  Optional<Bounds> corners() {
    return hasBox() ? Optional.of(new Bounds(corner(least), corner(most))) : Optional.empty();
  }

  void clear() {
    types.clear();
    isReadable = true;
    for (int axis = 0; axis < least.length; axis++) {
      least[axis] = Double.POSITIVE_INFINITY;
      most[axis] = Double.NEGATIVE_INFINITY;
    }
  }

  private boolean hasBox() {
    return isPlanar && isReadable && has(0) && has(1);
  }

  private boolean has(int axis) {
    return least[axis] <= most[axis];
  }

  private byte[] corner(double[] of) {
    List<Double> coordinates = new ArrayList<>(List.of(of[0], of[1]));
    if (has(2) || has(3)) {
      coordinates.add(has(2) ? of[2] : Double.NaN);
    }
    if (has(3)) {
      coordinates.add(of[3]);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(coordinates.size() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    coordinates.forEach(bytes::putDouble);
    return bytes.array();
  }

  /** Reads one geometry with all in it; false if it is none. */
  private boolean readGeometry(int depth, boolean isWhole) {
    if (depth > DEPTH_MAX || end - at < 1 + Integer.BYTES) {
      return false;
    }
    int order = Memory.readByte(at++);
    if (order != 0 && order != 1) {
      return false;
    }
    isBigEndian = order == 0;
    int type = readInt();
    int shape = type % DIMENSIONS;
    int dimensions = type / DIMENSIONS;
    if (type < 0 || shape < POINT || shape > COLLECTION_MAX || dimensions > 3) {
      return false;
    }
    if (isWhole) {
      types.add(type);
    }
    return switch (shape) {
      case POINT -> readPoints(1, dimensions);
      case LINE_STRING -> readCountedPoints(dimensions);
      case POLYGON -> readRings(dimensions);
      default -> readParts(depth);
    };
  }

  private boolean readParts(int depth) {
    int count = readCount();
    for (int i = 0; i < count; i++) {
      if (!readGeometry(depth + 1, false)) {
        return false;
      }
    }
    return count >= 0;
  }

  private boolean readRings(int dimensions) {
    int count = readCount();
    for (int i = 0; i < count; i++) {
      if (!readCountedPoints(dimensions)) {
        return false;
      }
    }
    return count >= 0;
  }

  private boolean readCountedPoints(int dimensions) {
    int count = readCount();
    return count >= 0 && readPoints(count, dimensions);
  }

  private boolean readPoints(int count, int dimensions) {
    boolean hasZ = dimensions == 1 || dimensions == 3;
    boolean hasM = dimensions >= 2;
    int axes = 2 + (hasZ ? 1 : 0) + (hasM ? 1 : 0);
    if ((end - at) / ((long) axes * Double.BYTES) < count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      widen(0, readDouble());
      widen(1, readDouble());
      if (hasZ) {
        widen(2, readDouble());
      }
      if (hasM) {
        widen(3, readDouble());
      }
    }
    return true;
  }

  /** An empty point has NaN for coordinates, which no comparison takes. */
  private void widen(int axis, double coordinate) {
    if (coordinate < least[axis]) {
      least[axis] = coordinate;
    }
    if (coordinate > most[axis]) {
      most[axis] = coordinate;
    }
  }

  /** How many things follow; less than 0 if there are no bytes for so many. */
  private int readCount() {
    if (end - at < Integer.BYTES) {
      return -1;
    }
    int count = readInt();
    return count <= (end - at) / Integer.BYTES ? count : -1;
  }

  private int readInt() {
    int number = Memory.readInt(at);
    at += Integer.BYTES;
    return isBigEndian ? Integer.reverseBytes(number) : number;
  }

  private double readDouble() {
    long bits = Memory.readLong(at);
    at += Long.BYTES;
    return Double.longBitsToDouble(isBigEndian ? Long.reverseBytes(bits) : bits);
  }
}
