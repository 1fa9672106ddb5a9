/** Tables as a whole: created, listed, dropped. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.catalog;
