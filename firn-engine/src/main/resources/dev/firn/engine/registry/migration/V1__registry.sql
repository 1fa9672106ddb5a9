-- Iceberg's JDBC catalog, schema V1 (org.apache.iceberg.jdbc.JdbcUtil), so that the JDBC catalogs
-- of Spark, Trino and PyIceberg work on the same database. May exist already.
CREATE TABLE IF NOT EXISTS iceberg_tables (
  catalog_name VARCHAR(255) NOT NULL,
  table_namespace VARCHAR(255) NOT NULL,
  table_name VARCHAR(255) NOT NULL,
  metadata_location VARCHAR(1000),
  previous_metadata_location VARCHAR(1000),
  iceberg_type VARCHAR(5),
  PRIMARY KEY (catalog_name, table_namespace, table_name)
);

CREATE TABLE IF NOT EXISTS iceberg_namespace_properties (
  catalog_name VARCHAR(255) NOT NULL,
  namespace VARCHAR(255) NOT NULL,
  property_key VARCHAR(255),
  property_value VARCHAR(1000),
  PRIMARY KEY (catalog_name, namespace, property_key)
);

-- Every folder that ever was a table's, so that no two tables ever share one.
CREATE TABLE firn_table_locations (
  location VARCHAR(1000) NOT NULL PRIMARY KEY,
  table_uuid VARCHAR(36) NOT NULL,
  created_at BIGINT NOT NULL
);

-- Processes that write. Alive as long as the lock on owners/<owner_id>.lock is held; place is the
-- identity of that owners folder (owners/folder.id).
CREATE TABLE firn_owners (
  owner_id VARCHAR(26) NOT NULL PRIMARY KEY,
  place VARCHAR(26) NOT NULL,
  pid BIGINT NOT NULL,
  started_at BIGINT NOT NULL
);

-- Files that may exist but belong to no snapshot yet, registered before they are made.
CREATE TABLE firn_unsettled_files (
  location VARCHAR(1000) NOT NULL PRIMARY KEY,
  commit_id VARCHAR(26) NOT NULL,
  owner_id VARCHAR(26) NOT NULL,
  table_namespace VARCHAR(255) NOT NULL,
  table_name VARCHAR(255) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX firn_unsettled_files_by_commit ON firn_unsettled_files (commit_id);
CREATE INDEX firn_unsettled_files_by_owner ON firn_unsettled_files (owner_id);

-- The outcome of each commit and of each attempt at one, written in the transaction that moves the pointer: 'landed', or
-- 'aborted' by whoever had to know and found nothing. Never both: the key decides.
CREATE TABLE firn_commits (
  commit_id VARCHAR(26) NOT NULL PRIMARY KEY,
  outcome VARCHAR(8) NOT NULL,
  table_uuid VARCHAR(36) NOT NULL,
  operation VARCHAR(32) NOT NULL,
  metadata_location VARCHAR(1000) NOT NULL,
  snapshot_id BIGINT NOT NULL,
  rows_added BIGINT NOT NULL,
  files_added BIGINT NOT NULL,
  bytes_added BIGINT NOT NULL,
  settled_at BIGINT NOT NULL
);

-- A caller's own name for a load. Done when firn_commits says that its commit landed.
CREATE TABLE firn_idempotency_keys (
  table_uuid VARCHAR(36) NOT NULL,
  idempotency_key VARCHAR(255) NOT NULL,
  commit_id VARCHAR(26) NOT NULL,
  owner_id VARCHAR(26) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (table_uuid, idempotency_key)
);
CREATE INDEX firn_idempotency_keys_by_commit ON firn_idempotency_keys (commit_id);

-- What was loaded, for people.
CREATE TABLE firn_loads (
  commit_id VARCHAR(26) NOT NULL PRIMARY KEY,
  table_namespace VARCHAR(255) NOT NULL,
  table_name VARCHAR(255) NOT NULL,
  source VARCHAR(1000) NOT NULL,
  outcome VARCHAR(16) NOT NULL,
  message VARCHAR(1000) NOT NULL,
  rows_added BIGINT NOT NULL,
  files_added BIGINT NOT NULL,
  bytes_added BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL
);
CREATE INDEX firn_loads_by_table ON firn_loads (table_namespace, table_name, started_at);
