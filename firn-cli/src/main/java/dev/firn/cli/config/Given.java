package dev.firn.cli.config;

import java.nio.file.Path;

/**
 * A value as somebody gave it, not checked yet.
 *
 * @param folder where a relative path of this origin starts
 */
record Given(ConfigKey key, YamlNode value, Origin origin, Path folder) {}
