"""One description of a table's rows, the same whichever reader they came from."""

import argparse
import datetime
import decimal
import hashlib
import json
import math

import pyarrow as pa
import pyarrow.compute as pc

NANOS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}


def parser(description):
    """Arguments that every reader takes; the caller adds its own before."""
    arguments = argparse.ArgumentParser(description=description)
    arguments.add_argument("--rows", default="", help="row numbers from 0, with commas")
    arguments.add_argument("--hash", action="store_true", help="a hash of all rows in any order")
    return arguments


def print_summary(table, arguments, **extra):
    """Prints the summary of an Arrow table as one JSON object."""
    columns = [plain(column) for column in table.columns]
    names = table.column_names
    result = dict(extra)
    result["count"] = table.num_rows
    result["columns"] = {n: describe(c) for n, c in zip(names, columns)}
    if arguments.rows:
        numbers = [int(number) for number in arguments.rows.split(",")]
        result["rows"] = [[text(column[n].as_py()) for column in columns] for n in numbers]
    if arguments.hash:
        result["hash"] = hash_of(columns)
    print(json.dumps(result, ensure_ascii=True))


def plain(column):
    """Types that readers show differently in one form: times as text, UUIDs as bytes."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        name = kind.extension_name
        storage = pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)
        return pc.not_equal(storage, 0) if name == "arrow.bool8" else plain(storage)
    if pa.types.is_dictionary(kind):
        return plain(column.cast(kind.value_type))
    if pa.types.is_timestamp(kind):
        zone = "Z" if kind.tz else ""
        return texts(column.cast(pa.int64()), lambda v: moment(v * NANOS[kind.unit]) + zone)
    if pa.types.is_time(kind):
        width = pa.int32() if kind.bit_width == 32 else pa.int64()
        return texts(column.cast(width), lambda v: moment(v * NANOS[kind.unit])[11:])
    return column


def texts(column, convert):
    values = [None if v is None else convert(v) for v in column.to_pylist()]
    return pa.chunked_array([pa.array(values, pa.string())])


def moment(nanos):
    """Nanoseconds since 1970 as ISO-8601 text; also years that Python's datetime has not."""
    days, rest = divmod(nanos, 86400 * 10**9)
    seconds, fraction = divmod(rest, 10**9)
    date = civil(days)
    clock = "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
    if fraction % 1000 == 0:
        return "%sT%s.%06d" % (date, clock, fraction // 1000)
    return "%sT%s.%09d" % (date, clock, fraction)


def civil(days):
    """Days since 1970 to a date in the proleptic Gregorian calendar."""
    era, day = divmod(days + 719468, 146097)
    year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    year += era * 400 + (1 if month >= 10 else 0)
    return "%04d-%02d-%02d" % (year, month + (3 if month < 10 else -9), day - (153 * month + 2) // 5 + 1)


def describe(column):
    result = {"nulls": column.null_count}
    kind = column.type
    if pa.types.is_nested(kind) or pa.types.is_null(kind) or column.null_count == len(column):
        return result
    if pa.types.is_fixed_size_binary(kind):
        column = column.cast(pa.binary())
    bounds = pc.min_max(column).as_py()
    result["min"] = text(bounds["min"])
    result["max"] = text(bounds["max"])
    if pa.types.is_integer(kind):
        result["sum"] = str(sum(v for v in column.to_pylist() if v is not None))
    elif pa.types.is_decimal(kind):
        with decimal.localcontext() as context:
            context.prec = 76
            result["sum"] = str(sum(v for v in column.to_pylist() if v is not None))
    elif pa.types.is_floating(kind):
        result["sum"] = exact_sum(column.to_pylist())
    return result


def exact_sum(values):
    """The sum without regard to the order; nothing if there are infinities on both sides."""
    numbers = [v for v in values if v is not None and not math.isnan(v)]
    finite = [v for v in numbers if not math.isinf(v)]
    infinite = sorted({v for v in numbers if math.isinf(v)})
    if len(infinite) == 2:
        return None
    return text(infinite[0] if infinite else math.fsum(finite))


def text(value):
    """The canonical text of one value; None stays None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else repr(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(nested(value), sort_keys=True)
    return str(value)


def nested(value):
    if isinstance(value, dict):
        return {k: nested(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [nested(v) for v in value]
    return text(value)


def hash_of(columns):
    """The sum of the rows' hashes, so that the order of rows does not count."""
    total = 0
    for row in zip(*(column.to_pylist() for column in columns)):
        line = json.dumps([text(value) for value in row]).encode()
        total += int.from_bytes(hashlib.sha256(line).digest()[:16], "big")
    return "%032x" % (total % 2**128)
