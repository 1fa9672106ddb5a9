package dev.firn.engine.metric;

/** How long the steps of a seal took. */
public record SealNanos(long read, long cluster, long encode, long commit) {}
