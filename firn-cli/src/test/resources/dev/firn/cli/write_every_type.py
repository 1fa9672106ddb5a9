"""Writes an Arrow file with every flat Iceberg type, required and optional, and its edges."""

import datetime
import decimal
import random
import sys
import uuid

import pyarrow as pa

ROWS = 600
random.seed(7)
decimal.getcontext().prec = 76
D = decimal.Decimal
INF = float("inf")
US_MIN = -62135596800 * 10**6  # 0001-01-01, the first day that Python's dates know
US_MAX = 253402300799999999  # the last microsecond of 9999


def decimals(digits, scale):
    def next_one():
        number = random.randint(-(10**digits) + 1, 10**digits - 1)
        return D(number).scaleb(-scale)

    edge = D(10**digits - 1).scaleb(-scale)
    return [edge, -edge, D(0), D(1).scaleb(-scale)], next_one


def integers(low, high):
    return [low, high, 0, -1, 1], lambda: random.randint(low, high)


def texts():
    edges = ["", "a", "ünïcødé", "日本語のテキスト", "\U0001f9ca\U0001f3bf", "x" * 5000, "zero\x00in", "e\u0301"]
    edges += ["\U0010ffff" * 20, "quote\"d, text\r\nin lines", "ab" * 8 + "c", "ÿ" * 17]
    return edges, lambda: "row %d" % random.randint(0, 10**9)


def days(low, high):
    return [datetime.date(1, 1, 1), datetime.date(1969, 12, 31), datetime.date(9999, 12, 31)], (
        lambda: datetime.date(1970, 1, 1) + datetime.timedelta(random.randint(low, high))
    )


def raw(length):
    def next_one():
        size = length if length is not None else random.randint(0, 40)
        return random.randbytes(size)

    edges = [b"\x00" * length, b"\xff" * length] if length else [b"", b"\x00", b"\xff" * 30]
    return edges, next_one


def uuids():
    edges = [uuid.UUID(int=0).bytes, uuid.UUID(int=2**128 - 1).bytes, uuid.UUID(int=2**127).bytes]
    return edges, lambda: random.randbytes(16)


KINDS = {
    "boolean": (pa.bool_(), ([True, False], lambda: random.random() < 0.5)),
    "int": (pa.int32(), integers(-(2**31), 2**31 - 1)),
    "long": (pa.int64(), integers(-(2**63), 2**63 - 1)),
    "float": (pa.float32(), ([float("nan"), 0.0, -0.0, INF, -INF, 1.401298464324817e-45, 3.4028234663852886e38], lambda: random.gauss(0, 1000))),
    "double": (pa.float64(), ([float("nan"), 0.0, -0.0, INF, -INF, 5e-324, 1.7976931348623157e308], lambda: random.gauss(0, 1e9))),
    "decimal9": (pa.decimal128(9, 2), decimals(9, 2)),
    "decimal18": (pa.decimal128(18, 4), decimals(18, 4)),
    "decimal38": (pa.decimal128(38, 10), decimals(38, 10)),
    "date": (pa.date32(), days(-100000, 100000)),
    "time": (pa.time64("us"), ([0, 1, 86399999999], lambda: random.randint(0, 86399999999))),
    "timestamp": (pa.timestamp("us"), ([US_MIN, -1, 0, 1, US_MAX], lambda: random.randint(-(10**16), 10**16))),
    "timestamptz": (pa.timestamp("us", "UTC"), ([US_MIN, -1, 0, 1, US_MAX], lambda: random.randint(-(10**16), 10**16))),
    "string": (pa.string(), texts()),
    "uuid": (pa.uuid(), uuids()),
    "fixed": (pa.binary(7), raw(7)),
    "binary": (pa.binary(), raw(None)),
}
NANOS = {
    "ns": (pa.timestamp("ns"), ([-1, 0, 1, 999, -(2**62), 2**62], lambda: random.randint(-(10**18), 10**18))),
}
ZONED_NANOS = {
    "tzns": (pa.timestamp("ns", "UTC"), ([-1, 0, 1, 999, -(2**62), 2**62], lambda: random.randint(-(10**18), 10**18))),
}


def column(kind, values):
    if isinstance(kind, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(kind, pa.array(values, kind.storage_type))
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        return pa.array(values, pa.int64()).cast(kind)
    return pa.array(values, kind)


kinds = {"every": KINDS, "nanos": NANOS, "zoned_nanos": ZONED_NANOS}[sys.argv[2]]
fields, columns = [], []
for name, (kind, (edges, next_one)) in kinds.items():
    required = [edges[i] if i < len(edges) else next_one() for i in range(ROWS)]
    optional = [None if i % 3 == 0 else value for i, value in enumerate(required)]
    for prefix, values in (("r_", required), ("o_", optional)):
        fields.append(pa.field(prefix + name, kind, nullable=prefix == "o_"))
        columns.append(column(kind, values))
fields.append(pa.field("o_nothing", pa.int64()))
columns.append(pa.nulls(ROWS, pa.int64()))

schema = pa.schema(fields)
with pa.OSFile(sys.argv[1], "wb") as file, pa.ipc.new_file(file, schema) as writer:
    # Two batches, so that rows do not begin at a batch's start only.
    table = pa.table(columns, schema=schema)
    writer.write_table(table, max_chunksize=350)
