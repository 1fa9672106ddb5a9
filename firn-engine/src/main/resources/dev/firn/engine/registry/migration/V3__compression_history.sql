-- What became of each column in each load, for people and for advice; bounded in age and number.
-- Belongs to a table by its uuid, so that it follows a rename.
CREATE TABLE firn_compression_history (
  commit_id VARCHAR(26) NOT NULL,
  column_name TEXT NOT NULL,
  field_id INTEGER,
  table_uuid VARCHAR(36) NOT NULL,
  codec VARCHAR(16) NOT NULL,
  codec_level INTEGER NOT NULL,
  value_count BIGINT NOT NULL,
  encoded_bytes BIGINT NOT NULL,
  compressed_bytes BIGINT NOT NULL,
  encode_nanos BIGINT NOT NULL,
  compress_nanos BIGINT NOT NULL,
  committed_at BIGINT NOT NULL,
  PRIMARY KEY (commit_id, column_name)
);
CREATE INDEX firn_compression_history_by_table ON firn_compression_history (table_uuid, committed_at);
CREATE INDEX firn_compression_history_by_time ON firn_compression_history (committed_at);
