package dev.firn.parquet;

/** What a smallest and a largest value of a column would be. */
enum ValueOrder {
  /** Those of the type's own order. */
  TYPE,
  /** Geometries have none; what bounds them is a box. */
  PLANE,
  /** Geographies have not even that. */
  SPHERE;

  boolean isGeospatial() {
    return this != TYPE;
  }
}
