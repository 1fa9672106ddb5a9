"""Writes an Arrow file anew with other batches, or with its rows in no order."""

import argparse

import duckdb
import pyarrow as pa

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("source")
parser.add_argument("target")
parser.add_argument("--batch-rows", type=int, required=True)
parser.add_argument("--shuffled", action="store_true", help="rows in the order of a hash of all they hold")
arguments = parser.parse_args()

with pa.memory_map(arguments.source) as file:
    rows = pa.ipc.open_file(file).read_all()
schema = rows.schema
if arguments.shuffled:
    rows = duckdb.sql("SELECT * FROM rows ORDER BY hash(rows)").to_arrow_table().cast(schema)
with pa.OSFile(arguments.target, "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
    writer.write_table(rows.combine_chunks(), max_chunksize=arguments.batch_rows)
