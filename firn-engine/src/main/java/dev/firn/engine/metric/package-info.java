/** What the engine counts and times, as Micrometer's meters. {@code EngineMetrics} is the door. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.metric;
