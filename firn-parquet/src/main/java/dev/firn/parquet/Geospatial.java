package dev.firn.parquet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.EdgeInterpolationAlgorithm;
import org.apache.parquet.format.GeographyType;
import org.apache.parquet.format.GeometryType;
import org.apache.parquet.format.LogicalType;

/**
 * What an Arrow field of the {@code geoarrow.wkb} extension says about its values: the reference
 * system of their coordinates, and how edges run.
 *
 * @param crs as Parquet names it; empty for OGC:CRS84, which is also what no name means
 * @param edges empty for straight lines, which make it a geometry and not a geography
 */
record Geospatial(Optional<String> crs, Optional<EdgeInterpolationAlgorithm> edges) {
  private static final String WKB_EXTENSION = "geoarrow.wkb";
  private static final String CRS_DEFAULT = "OGC:CRS84";
  private static final JsonMapper JSON = new JsonMapper();

  /** Whether a field's values are geometries or geographies. */
  static boolean isSaidOf(Field field) {
    return WKB_EXTENSION.equals(field.getMetadata().get(ExtensionType.EXTENSION_METADATA_KEY_NAME));
  }

  /** What a field says; empty if that cannot be read, or has no words in Parquet. */
  static Optional<Geospatial> of(Field field) {
    try {
      String text =
          field.getMetadata().getOrDefault(ExtensionType.EXTENSION_METADATA_KEY_METADATA, "");
      JsonNode node = JSON.readTree(text.isEmpty() ? "{}" : text);
      JsonNode crs = node.path("crs");
      String edges = node.path("edges").asText("planar").toUpperCase(Locale.ROOT);
      Optional<EdgeInterpolationAlgorithm> algorithm =
          Arrays.stream(EdgeInterpolationAlgorithm.values())
              .filter(each -> each.name().equals(edges))
              .findFirst();
      boolean isKnown = edges.equals("PLANAR") || algorithm.isPresent();
      if (!isKnown || crs.isContainerNode()) {
        return Optional.empty();
      }
      Optional<String> name =
          Optional.of(crs.asText(CRS_DEFAULT)).filter(each -> !each.equals(CRS_DEFAULT));
      return Optional.of(new Geospatial(name, algorithm));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  LogicalType logicalType() {
    if (edges.isEmpty()) {
      GeometryType geometry = new GeometryType();
      crs.ifPresent(geometry::setCrs);
      return LogicalType.GEOMETRY(geometry);
    }
    GeographyType geography = new GeographyType();
    crs.ifPresent(geography::setCrs);
    return LogicalType.GEOGRAPHY(geography.setAlgorithm(edges.get()));
  }
}
