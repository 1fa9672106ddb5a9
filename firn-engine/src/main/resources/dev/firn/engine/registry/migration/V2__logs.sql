-- Logs of tables: one folder each, on the local disk of whoever made it. place is the identity of
-- the folder of all logs (folder.id in it): a log elsewhere is never taken over from here.
CREATE TABLE firn_logs (
  log_id VARCHAR(26) NOT NULL PRIMARY KEY,
  table_uuid VARCHAR(36) NOT NULL,
  table_namespace VARCHAR(255) NOT NULL,
  table_name VARCHAR(255) NOT NULL,
  place VARCHAR(26) NOT NULL,
  folder VARCHAR(1000) NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX firn_logs_by_table ON firn_logs (table_uuid);

-- Which log has a producer's row numbers. Written before the producer's first frame.
CREATE TABLE firn_log_producers (
  table_uuid VARCHAR(36) NOT NULL,
  producer VARCHAR(255) NOT NULL,
  log_id VARCHAR(26) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (table_uuid, producer)
);
CREATE INDEX firn_log_producers_by_log ON firn_log_producers (log_id);

-- What is known of an unsettled file once it is finished; null while it is open.
ALTER TABLE firn_unsettled_files ADD COLUMN file_bytes BIGINT;
ALTER TABLE firn_unsettled_files ADD COLUMN file_rows BIGINT;
ALTER TABLE firn_unsettled_files ADD COLUMN crc32c BIGINT;

-- Checksums of manifests, manifest lists and metadata files, as long as the files live. Those of
-- data files are in their footers.
CREATE TABLE firn_checksums (
  location VARCHAR(1000) NOT NULL PRIMARY KEY,
  table_uuid VARCHAR(36) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  file_bytes BIGINT NOT NULL,
  crc32c BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX firn_checksums_by_table ON firn_checksums (table_uuid);

-- How files ended, for people; bounded in age and number. The manifests are the truth.
CREATE TABLE firn_file_history (
  location VARCHAR(1000) NOT NULL,
  table_namespace VARCHAR(255) NOT NULL,
  table_name VARCHAR(255) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  outcome VARCHAR(16) NOT NULL,
  commit_id VARCHAR(26) NOT NULL,
  file_bytes BIGINT,
  file_rows BIGINT,
  crc32c BIGINT,
  created_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL
);
CREATE INDEX firn_file_history_by_end ON firn_file_history (ended_at);
