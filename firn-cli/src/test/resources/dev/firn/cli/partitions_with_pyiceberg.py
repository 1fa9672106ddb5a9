"""Holds each data file's rows against its partition values and the table's sort order.

Partition values and sort order ids come from the manifests, rows from the files, transforms from
PyIceberg. Prints how many files and rows there are and what is wrong with them.
"""

import json
import sys
from datetime import datetime

import pyarrow.parquet as pq
from pyiceberg.catalog.sql import SqlCatalog

registry, warehouse, name = sys.argv[1:]
catalog = SqlCatalog("firn", uri=f"sqlite:///{registry}", warehouse=f"file://{warehouse}")
table = catalog.load_table(name)
schema = table.schema()
EPOCH = datetime(1970, 1, 1)


def iceberg_value(value):
    """PyIceberg's transforms take timestamps as microseconds."""
    if isinstance(value, datetime):
        difference = value - EPOCH
        return (difference.days * 86400 + difference.seconds) * 10**6 + difference.microseconds
    return value


def column(rows, source_id):
    field = schema.find_field(source_id)
    return field.field_type, [iceberg_value(v) for v in rows.column(field.name).to_pylist()]


def wrong_partitions(file, rows):
    wrong = 0
    for index, field in enumerate(table.specs()[file.spec_id].fields):
        kind, values = column(rows, field.source_id)
        transform = field.transform.transform(kind)
        wrong += sum(transform(value) != file.partition[index] for value in values)
    return wrong


def sort_key(field, value):
    null = value is None
    first = str(field.null_order) == "NULLS FIRST"
    rank = (0 if first else 1) if null else (1 if first else 0)
    descending = str(field.direction) == "DESC"
    return (rank, 0 if null else (-value if descending else value))


def out_of_order(order, rows):
    keys = []
    for field in order.fields:
        kind, values = column(rows, field.source_id)
        transform = field.transform.transform(kind)
        keys.append([sort_key(field, transform(value)) for value in values])
    ordered = list(zip(*keys))
    return sum(left > right for left, right in zip(ordered, ordered[1:]))


result = {"files": 0, "rows": 0, "wrong_partitions": 0, "out_of_order": 0, "partitions": []}
for entry in table.current_snapshot().manifests(table.io):
    for manifest_entry in entry.fetch_manifest_entry(table.io):
        file = manifest_entry.data_file
        with table.io.new_input(file.file_path).open() as stream:
            rows = pq.read_table(stream)
        order = {o.order_id: o for o in table.sort_orders().values()}[file.sort_order_id]
        result["files"] += 1
        result["rows"] += rows.num_rows
        result["wrong_partitions"] += wrong_partitions(file, rows)
        result["out_of_order"] += out_of_order(order, rows)
        fields = table.specs()[file.spec_id].fields
        values = [file.partition[i] for i in range(len(fields))]
        result["partitions"].append(json.dumps(values, default=str))
        assert file.record_count == rows.num_rows, file.file_path
print(json.dumps(result))
