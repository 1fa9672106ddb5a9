package dev.firn.engine.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A source's field as its values are meant: a dictionary-encoded one with the type of its values,
 * an extension type as its storage and its name.
 *
 * @param dictionaryId the dictionary its values are looked up in, if it is encoded
 */
record SourceField(
    String name,
    ArrowType type,
    Optional<String> extension,
    Map<String, String> metadata,
    List<Field> children,
    Optional<Long> dictionaryId) {

  static SourceField of(Field field) {
    return of(field.getName(), field, Optional.empty());
  }

  static SourceField of(Field field, DictionaryProvider dictionaries) {
    if (field.getDictionary() == null) {
      return of(field);
    }
    long id = field.getDictionary().getId();
    Dictionary dictionary = dictionaries.lookup(id);
    Field values = dictionary == null ? field : dictionary.getVector().getField();
    return of(field.getName(), values, Optional.of(id));
  }

  private static SourceField of(String name, Field values, Optional<Long> dictionaryId) {
    Map<String, String> metadata = values.getMetadata();
    ArrowType type = values.getType();
    String extension = metadata.get(ArrowMapping.EXTENSION_NAME_KEY);
    if (type instanceof ArrowType.ExtensionType extended) {
      extension = extended.extensionName();
      type = extended.storageType();
    }
    return new SourceField(
        name, type, Optional.ofNullable(extension), metadata, values.getChildren(), dictionaryId);
  }

  /** The value of a metadata key, or nothing. */
  String metadata(String key) {
    return metadata.getOrDefault(key, "");
  }
}
