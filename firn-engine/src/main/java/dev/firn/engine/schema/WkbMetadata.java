package dev.firn.engine.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.Locale;
import org.apache.iceberg.types.EdgeAlgorithm;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The extension metadata of {@code geoarrow.wkb}: a coordinate reference system, and for geography
 * how edges run. Edges are what tells a geography from a geometry (GeoArrow's specification).
 */
final class WkbMetadata {
  private static final JsonMapper JSON = new JsonMapper();

  private WkbMetadata() {}

  static String of(Types.GeometryType type) {
    return JSON.createObjectNode().put("crs", type.crs()).toString();
  }

  static String of(Types.GeographyType type) {
    ObjectNode node = JSON.createObjectNode().put("crs", type.crs());
    return node.put("edges", type.algorithm().toString().toLowerCase(Locale.ROOT)).toString();
  }

  static Type parse(String metadata) {
    try {
      JsonNode node = JSON.readTree(metadata.isEmpty() ? "{}" : metadata);
      String crs = node.path("crs").asText(Types.GeometryType.DEFAULT_CRS);
      String edges = node.path("edges").asText("planar");
      if (edges.equals("planar")) {
        return Types.GeometryType.of(crs);
      }
      return Types.GeographyType.of(crs, EdgeAlgorithm.fromName(edges));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new FirnException(
          ErrorCode.SCHEMA_MISMATCH,
          "Metadata of a geoarrow.wkb column: expected JSON with crs and edges, found '"
              + metadata
              + "'.",
          e);
    }
  }
}
