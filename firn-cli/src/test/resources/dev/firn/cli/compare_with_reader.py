"""Holds each column of a Parquet file, as one reader reads it, against the Arrow file it was made from.

Prints a JSON object: what is wrong with each column, "" for nothing.
"""

import decimal
import json
import sys
import uuid

import pyarrow as pa

NANOS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
DAY_NANOS = 86400 * 10**9
decimal.getcontext().prec = 76


def with_pyarrow(file, column):
    import pyarrow.parquet as pq

    return pq.read_table(file, columns=[column]).column(0)


def with_duckdb(file, column):
    import duckdb

    query = f"""SELECT "{column}" FROM read_parquet('{file}')"""
    result = duckdb.connect().execute(query).arrow()
    return (result.read_all() if hasattr(result, "read_all") else result).column(0)


def with_polars(file, column):
    import polars

    return polars.read_parquet(file, columns=[column]).to_arrow().column(0)


def with_clickhouse(file, column):
    import chdb

    query = f"""SELECT "{column}" FROM file('{file}', Parquet) SETTINGS output_format_arrow_string_as_string = 0"""
    return pa.ipc.open_stream(chdb.query(query, "ArrowStream").bytes()).read_all().column(0)


def plain(column, source_type):
    """Values that compare by ==, whatever Arrow type a reader has for them."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        chunks = [chunk.storage for chunk in column.chunks]
        return plain(pa.chunked_array(chunks, kind.storage_type), source_type)
    if pa.types.is_dictionary(kind):
        return plain(column.cast(kind.value_type), source_type)
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind) or pa.types.is_duration(kind):
        width = pa.int32() if kind.bit_width == 32 else pa.int64()
        return scaled(column.cast(width), NANOS[kind.unit])
    if pa.types.is_date(kind):
        day = kind.bit_width == 32
        return scaled(column.cast(pa.int32() if day else pa.int64()), DAY_NANOS if day else 10**6)
    if pa.types.is_string(kind) and isinstance(source_type, pa.UuidType):
        return [None if value is None else uuid.UUID(value).bytes for value in column.to_pylist()]
    if pa.types.is_integer(kind) and has_unit(source_type):
        # A reader without the type gives the number that is stored.
        is_date = pa.types.is_date(source_type)
        return scaled(column, DAY_NANOS if is_date else NANOS[source_type.unit])
    return [value_of(value) for value in column.to_pylist()]


def has_unit(kind):
    return pa.types.is_timestamp(kind) or pa.types.is_time(kind) or pa.types.is_date(kind)


def scaled(column, nanos):
    return [None if value is None else value * nanos for value in column.to_pylist()]


def value_of(value):
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, decimal.Decimal):
        return value.normalize()
    if isinstance(value, float):
        return "NaN" if value != value else (value, str(value))
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dict):
        return [(key, value_of(each)) for key, each in value.items()]
    if isinstance(value, (list, tuple)):
        return [value_of(each) for each in value]
    return getattr(value, "bytes", value)


def problem(read, file, column, values):
    expected = plain(values, values.type)
    try:
        found = plain(read(file, column), values.type)
    except BaseException as e:  # a reader in native code may raise anything
        if isinstance(e, KeyboardInterrupt):
            raise
        return "cannot read: " + " ".join(str(e).split())[:200]
    for row, (want, have) in enumerate(zip(expected, found, strict=True)):
        if want != have:
            return f"row {row}: expected {want!r}, found {have!r}"[:200]
    return ""


reader = globals()["with_" + sys.argv[1]]
source = pa.ipc.open_file(pa.memory_map(sys.argv[2])).read_all()
problems = {}
for name, values in zip(source.column_names, source.columns):
    problems[name] = problem(reader, sys.argv[3], name, values)
print(json.dumps(problems))
