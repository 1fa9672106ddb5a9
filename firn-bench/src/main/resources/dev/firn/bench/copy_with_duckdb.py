"""Writes an Arrow file of lineitem as Parquet files by DuckDB's COPY, and says how long it took."""

import argparse
import json
import time

import duckdb
import pyarrow as pa

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("arrow", help="path of an Arrow file")
parser.add_argument("folder", help="path of an empty folder")
parser.add_argument("--layout", choices=["plain", "month", "sorted"], required=True)
parser.add_argument("--level", type=int, required=True, help="of zstd")
arguments = parser.parse_args()

options = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL {arguments.level}"
month = "SELECT *, date_trunc('month', l_shipdate)::DATE AS ship_month FROM lineitem"
source, target = {
    "plain": ("SELECT * FROM lineitem", f"'{arguments.folder}/lineitem.parquet' ({options})"),
    "month": (month, f"'{arguments.folder}' ({options}, PARTITION_BY (ship_month))"),
    "sorted": (
        f"{month} ORDER BY ship_month, l_shipdate, l_orderkey",
        f"'{arguments.folder}' ({options}, PARTITION_BY (ship_month))",
    ),
}[arguments.layout]

begin = time.monotonic()
with pa.memory_map(arguments.arrow) as file:
    rows = pa.ipc.open_file(file).read_all()
# What does not fit into memory goes beside the files, as Firn's does.
connection = duckdb.connect(config={"temp_directory": f"{arguments.folder}/.spill"})
connection.register("lineitem", rows)
connection.execute(f"COPY ({source}) TO {target}")
print(json.dumps({"seconds": time.monotonic() - begin}))
