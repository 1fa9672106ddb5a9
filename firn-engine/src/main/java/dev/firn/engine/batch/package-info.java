/**
 * The batches that travel through the engine, one type per state: incoming, projected, valid. Lies
 * below all steps; knows no Iceberg.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.batch;
