"""Appends three rows in three partitions again and again, and says how many milliseconds each took."""

import argparse
import json
import time

import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import LongType, NestedField

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("warehouse", help="path of an empty folder")
parser.add_argument("--commits", type=int, required=True)
parser.add_argument("--seconds", type=float, required=True, help="ends before all commits are done")
parser.add_argument("--merging", choices=["true", "false"], required=True, help="of manifests")
arguments = parser.parse_args()

catalog = SqlCatalog(
    "bench",
    uri=f"sqlite:///{arguments.warehouse}/catalog.db",
    warehouse=f"file://{arguments.warehouse}",
)
catalog.create_namespace("bench")
table = catalog.create_table(
    "bench.commits",
    schema=Schema(NestedField(1, "id", LongType(), required=False)),
    partition_spec=PartitionSpec(PartitionField(1, 1000, IdentityTransform(), "id")),
    properties={
        "commit.manifest-merge.enabled": arguments.merging,
        # As Firn does, or the old metadata files would fill the disk.
        "write.metadata.delete-after-commit.enabled": "true",
    },
)
rows = pa.table({"id": pa.array([1, 2, 3], pa.int64())})
millis = []
begin = time.monotonic()
while len(millis) < arguments.commits and time.monotonic() - begin < arguments.seconds:
    before = time.monotonic()
    table.append(rows)
    millis.append((time.monotonic() - before) * 1e3)
files = int(table.current_snapshot().summary["total-data-files"])
if files != 3 * len(millis):
    raise SystemExit(f"Expected {3 * len(millis)} files, found {files}.")
print(json.dumps(millis))
