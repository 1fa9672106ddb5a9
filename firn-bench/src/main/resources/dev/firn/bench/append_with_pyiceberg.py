"""Appends an Arrow file to a new Iceberg table of a SQL catalog on SQLite, and says how long it took."""

import argparse
import json
import time

import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.transforms import MonthTransform

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("arrow", help="path of an Arrow file")
parser.add_argument("warehouse", help="path of an empty folder")
parser.add_argument("--level", type=int, help="of zstd; PyIceberg's own default if it is missing")
parser.add_argument("--month", help="a column by whose months the table is partitioned; unpartitioned if missing")
arguments = parser.parse_args()

properties = {"write.parquet.compression-codec": "zstd"}
if arguments.level is not None:
    properties["write.parquet.compression-level"] = str(arguments.level)

reading_from = time.monotonic()
with pa.memory_map(arguments.arrow) as file:
    rows = pa.ipc.open_file(file).read_all()
creating_from = time.monotonic()
catalog = SqlCatalog(
    "bench",
    uri=f"sqlite:///{arguments.warehouse}/catalog.db",
    warehouse=f"file://{arguments.warehouse}",
)
catalog.create_namespace("tpch")
table = catalog.create_table("tpch.lineitem", schema=rows.schema, properties=properties)
if arguments.month is not None:
    with table.update_spec() as spec:
        spec.add_field(arguments.month, MonthTransform(), "month")
appending_from = time.monotonic()
table.append(rows)
done = time.monotonic()
files = table.inspect.files()
print(
    json.dumps(
        {
            "read_seconds": creating_from - reading_from,
            "append_seconds": done - appending_from,
            "seconds": creating_from - reading_from + done - appending_from,
            "rows": sum(files["record_count"].to_pylist()),
            "files": files.num_rows,
            "bytes": sum(files["file_size_in_bytes"].to_pylist()),
        }
    )
)
