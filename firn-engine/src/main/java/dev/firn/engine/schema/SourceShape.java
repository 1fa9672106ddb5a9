package dev.firn.engine.schema;

import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a source says about its columns.
 *
 * @param name file or sender, for messages
 * @param schema its columns; a dictionary-encoded one has the type of its positions, as Arrow's
 *     readers give it
 * @param dictionaries knows the value types of dictionary-encoded columns; an Arrow reader is one
 */
public record SourceShape(String name, Schema schema, DictionaryProvider dictionaries) {
  /** A source without dictionary-encoded columns. */
  public static SourceShape of(String name, Schema schema) {
    return new SourceShape(name, schema, new DictionaryProvider.MapDictionaryProvider());
  }
}
