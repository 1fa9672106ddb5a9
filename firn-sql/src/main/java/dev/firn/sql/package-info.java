/** SQL: DDL by trino-parser, SELECT by DuckDB over an Iceberg snapshot. */
@org.jspecify.annotations.NullMarked
package dev.firn.sql;
