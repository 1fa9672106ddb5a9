"""Answers questions to a table: PyIceberg reads it, DuckDB computes. Prints the answers as JSON.

The questions are a JSON array of [version, SQL]; the version is null, a snapshot's id or the name
of a branch or tag; in the SQL, @t stands for the table. Values have the form of Firn's JSON.
"""

import base64
import datetime
import decimal
import json
import math
import sys

import duckdb
import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog

registry, warehouse, name, questions = sys.argv[1:]
catalog = SqlCatalog("firn", uri=f"sqlite:///{registry}", warehouse=f"file://{warehouse}")
table = catalog.load_table(name)


def rows_of(version):
    scan = table.scan()
    if isinstance(version, int):
        scan = table.scan(snapshot_id=version)
    elif version:
        scan = scan.use_ref(version)
    return scan.to_arrow()


def text(value, kind):
    """A value as JSON; decimals keep all their digits."""
    if value is None:
        return "null"
    if isinstance(value, float):
        if math.isfinite(value):
            return repr(value)
        return '"NaN"' if math.isnan(value) else '"Infinity"' if value > 0 else '"-Infinity"'
    if isinstance(value, (bool, int, str)):
        return json.dumps(value)
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return json.dumps(base64.b64encode(value).decode())
    if isinstance(value, datetime.datetime):
        stamp = value.isoformat(timespec="microseconds").removesuffix("+00:00")
        return json.dumps(stamp + ("Z" if value.tzinfo else ""))
    if isinstance(value, datetime.date):
        return json.dumps(value.isoformat())
    if pa.types.is_map(kind):
        return fields((text_key(k), text(v, kind.item_type)) for k, v in value)
    if pa.types.is_struct(kind):
        return fields((json.dumps(k), text(v, kind.field(k).type)) for k, v in value.items())
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return "[" + ",".join(text(v, kind.value_type) for v in value) + "]"
    raise TypeError(f"{kind}: {value!r}")


def text_key(key):
    return json.dumps(str(key))


def fields(pairs):
    return "{" + ",".join(f"{key}:{value}" for key, value in pairs) + "}"


connection = duckdb.connect()
connection.execute("SET TimeZone = 'UTC'")
answers = []
for version, sql in json.loads(questions):
    connection.register("rows_of_table", rows_of(version))
    result = connection.execute(sql.replace("@t", "rows_of_table")).to_arrow_table()
    answers.append(
        "["
        + ",".join(
            fields((json.dumps(f.name), text(row[f.name], f.type)) for f in result.schema)
            for row in result.to_pylist()
        )
        + "]"
    )
print("[" + ",\n".join(answers) + "]")
