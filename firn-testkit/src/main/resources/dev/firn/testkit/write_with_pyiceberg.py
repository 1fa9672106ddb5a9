"""Writes a Parquet file's rows into a table of the SQL catalog `firn`, as another engine would."""

import argparse
import json

import pyarrow.parquet as pq
from pyiceberg.catalog.sql import SqlCatalog

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("registry", help="path of registry.db")
parser.add_argument("warehouse", help="path of the warehouse's folder")
parser.add_argument("table", help="namespace.name; created if it is missing")
parser.add_argument("file", help="path of a Parquet file")
arguments = parser.parse_args()

catalog = SqlCatalog(
    "firn",
    uri=f"sqlite:///{arguments.registry}",
    warehouse=f"file://{arguments.warehouse}",
)
rows = pq.read_table(arguments.file)
catalog.create_namespace_if_not_exists(arguments.table.rsplit(".", 1)[0])
table = catalog.create_table_if_not_exists(arguments.table, schema=rows.schema)
table.append(rows)
print(
    json.dumps(
        {
            "snapshot_id": table.current_snapshot().snapshot_id,
            "metadata_location": table.metadata_location,
            "location": table.location(),
        }
    )
)
