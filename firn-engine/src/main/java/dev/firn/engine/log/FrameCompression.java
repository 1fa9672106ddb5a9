package dev.firn.engine.log;

/** How the bodies of frames are stored. */
public enum FrameCompression {
  /** As the buffers are in memory. */
  NONE,
  /** As one LZ4 block, where that is smaller. */
  LZ4
}
