package dev.firn.engine.log;

import dev.firn.engine.storage.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A segment by its name: {@code <number>-<base offset>.frames}, and {@code -r<repair>} before the
 * ending if it is what a repair made of a damaged one.
 *
 * @param number segments of a log count from 1; the next one's base is where this one ends
 * @param baseOffset where in the log it begins
 * @param repair how often it was repaired
 */
record SegmentFile(String folder, long number, long baseOffset, int repair) {
  private static final Pattern NAME =
      Pattern.compile("(\\d{10})-(\\d{20})(?:-r(\\d{4}))?\\.frames");

  String location() {
    String name = String.format(Locale.ROOT, "%010d-%020d", number, baseOffset);
    String suffix = repair == 0 ? "" : String.format(Locale.ROOT, "-r%04d", repair);
    return folder + "/" + name + suffix + ".frames";
  }

  /** The segment that follows and begins at an offset. */
  SegmentFile next(long base) {
    return new SegmentFile(folder, number + 1, base, 0);
  }

  /** What a repair of this one is called. */
  SegmentFile repaired() {
    return new SegmentFile(folder, number, baseOffset, repair + 1);
  }

  /** The segments in a log's folder, in order; of a repaired one the newest. */
  static List<SegmentFile> list(Storage storage, String folder) {
    TreeMap<Long, SegmentFile> newest = new TreeMap<>();
    for (SegmentFile file : listAll(storage, folder)) {
      // One that was being made when its process died has no name yet.
      if (storage.exists(file.location())) {
        newest.put(file.number(), file);
      }
    }
    return List.copyOf(newest.values());
  }

  /** Removes segments that were being made when their process died. */
  static void removeUnfinished(Storage storage, String folder) {
    for (SegmentFile file : listAll(storage, folder)) {
      if (!storage.exists(file.location())) {
        storage.delete(file.location());
      }
    }
  }

  /** All of them, also those that were replaced by a repair. */
  private static List<SegmentFile> listAll(Storage storage, String folder) {
    List<SegmentFile> files = new ArrayList<>();
    for (String location : storage.list(folder)) {
      parse(folder, location).ifPresent(files::add);
    }
    files.sort(Comparator.comparingLong(SegmentFile::number).thenComparingInt(SegmentFile::repair));
    return files;
  }

  private static Optional<SegmentFile> parse(String folder, String location) {
    Matcher name = NAME.matcher(location.substring(location.lastIndexOf('/') + 1));
    if (!name.matches()) {
      return Optional.empty();
    }
    int repair = name.group(3) == null ? 0 : Integer.parseInt(name.group(3));
    return Optional.of(
        new SegmentFile(
            folder, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)), repair));
  }
}
