package dev.firn.cli.config;

/** A place in a text, both numbers from 1. */
record Place(int line, int column) {}
