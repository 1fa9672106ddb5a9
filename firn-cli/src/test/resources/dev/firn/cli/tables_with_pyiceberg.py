"""Makes tables in Firn's catalog with PyIceberg; the last argument says which."""

import datetime
import decimal
import sys

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.expressions import And, EqualTo, GreaterThanOrEqual, In, IsNull, LessThan, Or
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import (
    DateType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    ListType,
    LongType,
    MapType,
    NestedField,
    StringType,
    StructType,
    TimestampType,
)

registry, warehouse, folder, case = sys.argv[1:]
catalog = SqlCatalog("firn", uri=f"sqlite:///{registry}", warehouse=f"file://{warehouse}")
catalog.create_namespace_if_not_exists("p")

FACTS = Schema(
    NestedField(1, "id", LongType(), required=False),
    NestedField(2, "day", DateType(), required=False),
    NestedField(3, "moment", TimestampType(), required=False),
    NestedField(4, "city", StringType(), required=False),
    NestedField(5, "amount", DecimalType(9, 2), required=False),
    NestedField(6, "score", DoubleType(), required=False),
)


def facts(start, stop, city=None):
    """Rows by number, with nulls in every column but the first."""
    ids = range(start, stop)
    first = datetime.date(2023, 12, 20)
    midnight = datetime.datetime(2023, 12, 31, 22, 0, 0, 500000)

    def but(i, divisor, value):
        return None if i % divisor == 1 else value

    return pa.table(
        {
            "id": pa.array(ids, pa.int64()),
            "day": [but(i, 17, first + datetime.timedelta(days=i % 40)) for i in ids],
            "moment": pa.array(
                [but(i, 19, midnight + datetime.timedelta(hours=i)) for i in ids],
                pa.timestamp("us"),
            ),
            "city": [city or but(i, 7, f"city {i % 5}") for i in ids],
            "amount": pa.array(
                [but(i, 13, decimal.Decimal(i) / 4) for i in ids], pa.decimal128(9, 2)
            ),
            "score": [but(i, 11, i / 8) for i in ids],
        }
    )


def changed():
    """Rows deleted and replaced, which PyIceberg does by writing files anew."""
    spec = PartitionSpec(
        PartitionField(4, 1000, IdentityTransform(), "city"),
        PartitionField(2, 1001, IdentityTransform(), "day"),
    )
    table = catalog.create_table("p.changed", FACTS, partition_spec=spec)
    table.append(facts(0, 100))
    table.delete(Or(EqualTo("city", "city 4"), And(GreaterThanOrEqual("id", 20), LessThan("id", 31))))
    table.overwrite(facts(200, 210, "over"), overwrite_filter=IsNull("city"))
    table.dynamic_partition_overwrite(facts(300, 305, "city 2"))
    table.delete(In("id", [3, 5, 301]))
    table.upsert(facts(95, 120, "up"), join_cols=["id"])


def specs():
    """Partition fields added and removed, and rows deleted in files of each spec."""
    table = catalog.create_table("p.specs", FACTS)
    table.append(facts(0, 30))
    with table.update_spec() as update:
        update.add_identity("city")
    table.append(facts(30, 60))
    with table.update_spec() as update:
        update.remove_field("city")
        update.add_identity("day")
    table.append(facts(60, 90))
    table.delete(In("id", list(range(0, 90, 7))))


def evolved():
    """Columns and nested fields renamed, moved, replaced and widened."""
    schema = Schema(
        NestedField(1, "id", IntegerType(), required=False),
        NestedField(2, "real", FloatType(), required=False),
        NestedField(3, "price", DecimalType(9, 2), required=False),
        NestedField(4, "gone", StringType(), required=False),
        NestedField(
            5,
            "place",
            StructType(
                NestedField(6, "x", IntegerType(), required=False),
                NestedField(7, "label", StringType(), required=False),
            ),
            required=False,
        ),
        NestedField(
            8,
            "items",
            ListType(
                9,
                StructType(
                    NestedField(10, "sku", StringType(), required=False),
                    NestedField(11, "n", IntegerType(), required=False),
                ),
                element_required=False,
            ),
            required=False,
        ),
        NestedField(
            12,
            "sizes",
            MapType(
                13,
                StringType(),
                14,
                StructType(
                    NestedField(15, "w", IntegerType(), required=False),
                    NestedField(16, "h", IntegerType(), required=False),
                ),
                value_required=False,
            ),
            required=False,
        ),
    )
    table = catalog.create_table("p.evolved", schema)
    rows = [
        {
            "id": i,
            "real": None if i == 3 else i / 4,
            "price": decimal.Decimal(i) / 4,
            "gone": f"gone {i}",
            "place": {"x": i, "label": f"l{i % 3}"},
            "items": [{"sku": f"s{i}", "n": i}] if i % 4 else [],
            "sizes": {"k": {"w": i, "h": 2 * i}},
        }
        for i in range(20)
    ]
    table.append(pa.Table.from_pylist(rows, schema=table.schema().as_arrow()))
    with table.update_schema() as update:
        update.update_column("id", field_type=LongType())
        update.update_column("real", field_type=DoubleType())
        update.update_column("price", field_type=DecimalType(20, 2))
        update.delete_column("gone")
        update.rename_column("place.label", "name")
        update.update_column("place.x", field_type=LongType())
        update.add_column(("place", "y"), DoubleType())
        update.rename_column("items.sku", "code")
        update.delete_column(("sizes", "h"))
        update.add_column(("sizes", "d"), LongType())
        update.move_first("place")
    with table.update_schema() as update:
        update.add_column("gone", LongType())
        update.add_column(("items", "sku"), IntegerType())
        update.rename_column("price", "cost")
        update.move_before("gone", "id")
    rows = [
        {
            "id": 5_000_000_000 + i,
            "real": 0.1,
            "cost": decimal.Decimal("123456789012345.25"),
            "gone": i,
            "place": {"x": 6_000_000_000, "name": "new", "y": 0.5},
            "items": [{"code": "new", "n": 1, "sku": i}],
            "sizes": {"m": {"w": 1, "d": 7_000_000_000}},
        }
        for i in range(5)
    ]
    table.append(pa.Table.from_pylist(rows, schema=table.schema().as_arrow()))
    table.delete(In("id", [2, 5_000_000_001]))


def adopted():
    """Files without field ids, found by name, beside files with ids under another name."""
    table = catalog.create_table("p.adopted", FACTS)
    for part in range(2):
        file = f"{folder}/adopted-{part}.parquet"
        pq.write_table(facts(part * 50, part * 50 + 50), file)
        table.add_files([f"file://{file}"])
    with table.update_schema() as update:
        update.rename_column("city", "town")
        update.update_column("amount", field_type=DecimalType(18, 2))
    rows = facts(100, 120)
    names = ["town" if name == "city" else name for name in rows.column_names]
    table.append(rows.rename_columns(names).cast(table.schema().as_arrow()))
    with table.update_schema() as update:
        update.rename_column("town", "city")
    table.delete(In("id", [4, 60, 110]))


def nested_adopted():
    """Files without field ids with nested columns, whose fields are renamed afterwards."""
    schema = Schema(
        NestedField(1, "id", LongType(), required=False),
        NestedField(
            2,
            "place",
            StructType(
                NestedField(3, "x", LongType(), required=False),
                NestedField(4, "label", StringType(), required=False),
            ),
            required=False,
        ),
    )
    table = catalog.create_table("p.nested_adopted", schema)
    rows = [{"id": i, "place": {"x": i * 3, "label": f"l{i % 3}"}} for i in range(10)]
    file = f"{folder}/nested-adopted.parquet"
    pq.write_table(pa.Table.from_pylist(rows), file)
    table.add_files([f"file://{file}"])
    with table.update_schema() as update:
        update.rename_column("place.label", "name")
        update.add_column(("place", "more"), LongType())
    rows = [{"id": 10, "place": {"x": 1, "name": "new", "more": 2}}]
    table.append(pa.Table.from_pylist(rows, schema=table.schema().as_arrow()))


def refs():
    """A tag, and a branch with rows of its own."""
    table = catalog.create_table("p.refs", FACTS)
    table.append(facts(0, 30))
    table.manage_snapshots().create_tag(table.current_snapshot().snapshot_id, "first").commit()
    table.delete(LessThan("id", 10))
    table.manage_snapshots().create_branch(table.current_snapshot().snapshot_id, "audit").commit()
    table.append(facts(500, 510), branch="audit")
    table.delete(EqualTo("id", 15), branch="audit")
    table.append(facts(30, 40))


{
    "changed": changed,
    "specs": specs,
    "evolved": evolved,
    "adopted": adopted,
    "nested_adopted": nested_adopted,
    "refs": refs,
}[case]()
snapshots = catalog.load_table(f"p.{case}").snapshots()
print([snapshot.snapshot_id for snapshot in snapshots])
