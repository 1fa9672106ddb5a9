package dev.firn.engine.cluster;

import dev.firn.engine.batch.ValidBatches;
import java.util.function.Supplier;

/**
 * An input that is in order by its user's word.
 *
 * @param batches opens it, once
 * @param openMax how many inputs, this among them, may be open at once
 */
public record SortedInput(Supplier<ValidBatches> batches, int openMax) {}
