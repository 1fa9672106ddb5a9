/**
 * Tables held against the bytes on disk: metadata by the registry's checksums, data files by what
 * their manifests, their footers and their values say. Nothing is changed. {@link
 * dev.firn.engine.verify.TableVerification} is the door; values come through the port {@link
 * dev.firn.engine.verify.ValueReader}.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.verify;
