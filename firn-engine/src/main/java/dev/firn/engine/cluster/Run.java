package dev.firn.engine.cluster;

import dev.firn.engine.log.FrameSpill;

/**
 * Rows in their order, in a stretch of a spill.
 *
 * @param frameBytesMax memory that the largest of its frames takes
 */
record Run(FrameSpill spill, long fromOffset, long toOffset, long frameBytesMax) {}
