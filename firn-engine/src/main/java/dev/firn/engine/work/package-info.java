/** Work that is handed to other threads and waited for. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.work;
