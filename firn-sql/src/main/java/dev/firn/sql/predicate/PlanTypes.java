package dev.firn.sql.predicate;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The types of a serialised plan beside Iceberg's. */
final class PlanTypes {
  private PlanTypes() {}

  /** Whether values of a plan's type are values of the column's, one by one. */
  static boolean isSame(Type type, JsonNode planned) {
    String id = planned.path("id").asText();
    return switch (type.typeId()) {
      case BOOLEAN -> id.equals("BOOLEAN");
      case INTEGER -> id.equals("INTEGER");
      case LONG -> id.equals("BIGINT");
      case FLOAT -> id.equals("FLOAT");
      case DOUBLE -> id.equals("DOUBLE");
      case DATE -> id.equals("DATE");
      case TIME -> id.equals("TIME");
      case TIMESTAMP -> id.equals(hasZone(type) ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP");
      case TIMESTAMP_NANO -> id.equals("TIMESTAMP_NS") && !hasZone(type);
      case STRING -> id.equals("VARCHAR");
      case UUID -> id.equals("UUID");
      case FIXED, BINARY -> id.equals("BLOB");
      case DECIMAL -> id.equals("DECIMAL") && isSame((Types.DecimalType) type, planned);
      case STRUCT -> id.equals("STRUCT");
      case LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> false;
    };
  }

  private static boolean isSame(Types.DecimalType type, JsonNode planned) {
    JsonNode info = planned.path("type_info");
    return info.path("width").asInt() == type.precision()
        && info.path("scale").asInt() == type.scale();
  }

  private static boolean hasZone(Type type) {
    return switch (type) {
      case Types.TimestampType micros -> micros.shouldAdjustToUTC();
      case Types.TimestampNanoType nanos -> nanos.shouldAdjustToUTC();
      default -> false;
    };
  }
}
