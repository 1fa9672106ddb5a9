/** Benchmarks of parts (JMH) and whole loads beside other engines'. */
@org.jspecify.annotations.NullMarked
package dev.firn.bench;
