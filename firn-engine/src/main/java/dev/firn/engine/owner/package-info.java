/** Which process owns which unfinished files, and what becomes of those of dead ones. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.owner;
