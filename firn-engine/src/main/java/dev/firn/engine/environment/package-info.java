/** Time, chance and threads, injected, so that a test can run the whole engine on its own. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.environment;
