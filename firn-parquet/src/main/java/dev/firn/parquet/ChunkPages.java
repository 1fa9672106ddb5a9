package dev.firn.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/**
 * The finished pages of one column chunk, compressed, each behind its header with its CRC. Data
 * pages are of version 2, so that levels stay uncompressed and a page that does not shrink is
 * stored as it is.
 */
final class ChunkPages {
  /** After so many pages in a row that did not shrink, */
  private static final int UNSHRUNK_MAX = 3;

  /** only one of so many is tried: numbers without a pattern stay such, mostly. */
  private static final int UNSHRUNK_STEP = 4;

  private final LeafColumn column;
  private final int boundBytesMax;
  private final Compression compression;
  private final PageStore dictionaryPage;
  private final PageStore dataPages;
  private final List<PageFacts> facts = new ArrayList<>();
  private final Map<Encoding, Integer> pageCounts = new EnumMap<>(Encoding.class);

  /** Of all pages, whole. */
  private Optional<Bounds> bounds = Optional.empty();

  /** Of geometries and geographies. */
  private final Optional<GeometryExtent> extent;

  private long encodedBytes;

  /** The last pages that would not have shrunk, or were not tried after such. */
  private int unshrunkPages;

  ChunkPages(LeafColumn column, WriterOptions options, BufferPool pool) {
    this.column = column;
    this.boundBytesMax = options.boundBytesMax();
    this.compression = options.compressionOf(column.dottedPath());
    this.extent = GeometryExtent.of(column);
    this.dictionaryPage = new PageStore(pool);
    this.dataPages = new PageStore(pool);
  }

  /**
   * Compresses and stores a data page. Its levels are in {@link Workspace#levels}.
   *
   * @param rows the page's rows, levels and nulls
   * @param values the address of its encoded values
   */
  void addDataPage(
      OpenPage rows, Encoding encoding, long values, long valuesBytes, Workspace workspace) {
    GrowableBuffer levels = workspace.levels;
    workspace.compressed.clear();
    boolean shrinks =
        isWorthTrying()
            && workspace.compressor.compress(
                compression, values, valuesBytes, workspace.compressed);
    unshrunkPages = shrinks ? 0 : unshrunkPages + 1;
    long stored = shrinks ? workspace.compressed.address() : values;
    long storedBytes = shrinks ? workspace.compressed.byteCount() : valuesBytes;
    DataPageHeaderV2 header =
        new DataPageHeaderV2(
            rows.levelCount(),
            rows.nullCount(),
            rows.rowCount(),
            org.apache.parquet.format.Encoding.valueOf(encoding.name()),
            (int) levels.byteCount() - rows.repetitionBytes(),
            rows.repetitionBytes());
    header.setIs_compressed(shrinks);
    PageHeader page =
        pageHeader(PageType.DATA_PAGE_V2, levels.byteCount(), valuesBytes, storedBytes);
    page.setData_page_header_v2(header);
    page.setCrc(crc(levels.address(), levels.byteCount(), stored, storedBytes));
    byte[] headerBytes = serialize(page);
    dataPages.append(headerBytes);
    dataPages.append(levels.address(), levels.byteCount());
    dataPages.append(stored, storedBytes);
    count(encoding, headerBytes.length + levels.byteCount() + valuesBytes);
    PageFacts whole = rows.finish((int) (headerBytes.length + levels.byteCount() + storedBytes));
    whole.bounds().ifPresent(this::widen);
    facts.add(whole.withBoundsCut(column.cut(), boundBytesMax));
  }

  /** Takes in the workspace's values, where more than a page's bounds is to be known of them. */
  void addValues(Workspace workspace, int count) {
    extent.ifPresent(known -> known.add(workspace, count));
  }

  /** Compresses and stores the dictionary; unlike a data page it is always compressed. */
  void addDictionaryPage(Dictionary dictionary, Workspace workspace) {
    GrowableBuffer entries = dictionary.plainEntries();
    workspace.compressed.clear();
    workspace.compressor.compressAlways(
        compression, entries.address(), entries.byteCount(), workspace.compressed);
    GrowableBuffer stored = workspace.compressed;
    PageHeader page =
        pageHeader(PageType.DICTIONARY_PAGE, 0, entries.byteCount(), stored.byteCount());
    page.setDictionary_page_header(
        new DictionaryPageHeader(
            dictionary.entryCount(), org.apache.parquet.format.Encoding.PLAIN));
    page.setCrc(crc(0, 0, stored.address(), stored.byteCount()));
    byte[] headerBytes = serialize(page);
    dictionaryPage.append(headerBytes);
    dictionaryPage.append(stored.address(), stored.byteCount());
    encodedBytes += headerBytes.length + entries.byteCount();
  }

  List<PageFacts> facts() {
    return Collections.unmodifiableList(facts);
  }

  /** The bounds of all pages, whole; absent if no page has any. */
  Optional<Bounds> bounds() {
    return bounds;
  }

  /** What is known of the chunk's geometries; empty if it is of another type. */
  Optional<GeometryExtent> extent() {
    return extent;
  }

  /** Page headers and pages before compression. */
  long encodedBytes() {
    return encodedBytes;
  }

  /** Page headers and pages as stored. */
  long storedBytes() {
    return dictionaryPage.byteCount() + dataPages.byteCount();
  }

  /** How many data pages have each encoding. */
  Map<Encoding, Integer> pageCounts() {
    return Collections.unmodifiableMap(pageCounts);
  }

  /** How many data pages have this encoding. */
  int pageCount(Encoding encoding) {
    return pageCounts.getOrDefault(encoding, 0);
  }

  PageStore dictionaryPage() {
    return dictionaryPage;
  }

  PageStore dataPages() {
    return dataPages;
  }

  Compression compression() {
    return compression;
  }

  /** Forgets all pages and gives their memory back. */
  void release() {
    dictionaryPage.release();
    dataPages.release();
    facts.clear();
    bounds = Optional.empty();
    extent.ifPresent(GeometryExtent::clear);
    encodedBytes = 0;
    unshrunkPages = 0;
    pageCounts.clear();
  }

  private boolean isWorthTrying() {
    return unshrunkPages < UNSHRUNK_MAX || unshrunkPages % UNSHRUNK_STEP == 0;
  }

  private void widen(Bounds page) {
    bounds = Optional.of(bounds.map(b -> b.merge(page, column.layout().order())).orElse(page));
  }

  private void count(Encoding encoding, long pageBytes) {
    encodedBytes += pageBytes;
    pageCounts.merge(encoding, 1, Integer::sum);
  }

  private static PageHeader pageHeader(
      PageType type, long levelBytes, long valuesBytes, long storedBytes) {
    return new PageHeader(
        type, Math.toIntExact(levelBytes + valuesBytes), Math.toIntExact(levelBytes + storedBytes));
  }

  /** The CRC-32 of a page's body as stored, behind its header (the format's {@code crc}). */
  private static int crc(long levels, long levelBytes, long values, long valuesBytes) {
    CRC32 crc = new CRC32();
    crc.update(Memory.view(levels, (int) levelBytes));
    crc.update(Memory.view(values, (int) valuesBytes));
    return (int) crc.getValue();
  }

  private static byte[] serialize(PageHeader header) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Util.writePageHeader(header, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("A page header could not be written to memory.", e);
    }
    return bytes.toByteArray();
  }
}
