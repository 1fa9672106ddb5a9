package dev.firn.bench;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Rows of texts as events of a web shop have them: an address, a UUID, and a JSON object. */
final class TextRows implements MadeUpRows {
  private static final long SEED = 3;
  private static final List<String> SECTIONS =
      List.of("books", "garden", "kitchen", "music", "office", "sports", "toys", "travel");
  private static final List<String> ACTIONS =
      List.of("view", "search", "add_to_cart", "remove_from_cart", "checkout", "pay");
  private static final List<String> DEVICES = List.of("phone", "tablet", "laptop", "desktop");

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "url", Types.StringType.get()),
          Types.NestedField.optional(2, "event_id", Types.StringType.get()),
          Types.NestedField.optional(3, "payload", Types.StringType.get()));

  private final Random random = new Random(SEED);

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public @Nullable Object[] next() {
    int product = random.nextInt(50_000);
    return new @Nullable Object[] {url(product), uuid(), payload(product)};
  }

  private String url(int product) {
    return String.format(
        Locale.ROOT,
        "https://shop.example.com/%s/%d/item-%05d?session=%08x&page=%d",
        SECTIONS.get(product % SECTIONS.size()),
        product / 100,
        product,
        random.nextInt(),
        1 + random.nextInt(20));
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private String payload(int product) {
    return String.format(
        Locale.ROOT,
        "{\"action\":\"%s\",\"user\":%d,\"device\":\"%s\",\"product\":%d,\"price\":%.2f,"
            + "\"position\":{\"x\":%d,\"y\":%d},\"tags\":[\"%s\",\"%s\"]}",
        ACTIONS.get(random.nextInt(ACTIONS.size())),
        random.nextInt(1_000_000),
        DEVICES.get(random.nextInt(DEVICES.size())),
        product,
        random.nextInt(100_000) / 100.0,
        random.nextInt(1_920),
        random.nextInt(1_080),
        SECTIONS.get(random.nextInt(SECTIONS.size())),
        SECTIONS.get(random.nextInt(SECTIONS.size())));
  }
}
