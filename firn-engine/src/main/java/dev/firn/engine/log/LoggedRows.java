package dev.firn.engine.log;

/**
 * Rows that are on disk, fsynced.
 *
 * @param logId the log they are in
 * @param rows all rows of the batch, also those that had been logged before
 * @param newRows how many of them were not
 * @param offset where the frame of its last row ends; at this committed offset all are in the table
 */
public record LoggedRows(String logId, RowSpan rows, long newRows, long offset) {}
