package dev.firn.engine.rule;

import org.apache.iceberg.types.Type;

/** Types in the words of a message: nested ones without all that is in them. */
final class TypeNames {
  private TypeNames() {}

  static String of(Type type) {
    return switch (type.typeId()) {
      case STRUCT -> "a struct";
      case LIST -> "a list";
      case MAP -> "a map";
      default -> type.toString();
    };
  }
}
