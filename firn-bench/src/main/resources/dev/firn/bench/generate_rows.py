"""Writes rows that are made up from their numbers to an Arrow file: the same ones whenever it is asked for them."""

import argparse
import random
from collections.abc import Iterator

import duckdb
import pyarrow as pa

# What stands in any row, whatever its shape.
KEYS = "i::BIGINT AS id, (hash(i) >> 1)::BIGINT AS sort_key"

# The cycle of types of wide rows, as what DuckDB makes of a row's number i and a column's number c.
CYCLE = [
    "hash(i, {c})::DOUBLE AS c{c}",
    "(hash(i, {c}) % 1000)::INTEGER AS c{c}",
    "(hash(i, {c}) >> 1)::BIGINT AS c{c}",
    "((hash(i, {c}) % 10000000) / 100)::DECIMAL(15, 2) AS c{c}",
    "'value ' || (hash(i, {c}) % 100000) AS c{c}",
    "hash(i, {c}) % 3 = 0 AS c{c}",
    "DATE '2020-01-01' + (hash(i, {c}) % 2000)::INTEGER AS c{c}",
    "make_timestamp((hash(i, {c}) >> 12)::BIGINT) AS c{c}",
]


def generate(arguments: argparse.Namespace) -> pa.RecordBatchReader:
    """The rows, in batches."""
    if arguments.shape == "values":
        schema = pa.schema(
            [("id", pa.int64()), ("sort_key", pa.int64()), ("p_10", pa.int32()), ("payload", pa.binary())]
        )
        return pa.RecordBatchReader.from_batches(schema, values(schema, arguments))
    if arguments.shape == "partitions":
        partitions = [f"(hash(i, {n}) % {n})::INTEGER AS p_{n}" for n in (1, 10, 100, 1000, 10000, 100000)]
        texts = [
            "concat(" + ", ".join(f"md5((i * 5 + {n})::VARCHAR)" for n in range(first, last)) + f") AS {name}"
            for name, first, last in (("token", 0, 2), ("note", 2, 5))
        ]
        numbers = [CYCLE[n % 4].format(c=n) for n in range(4)]
        columns = partitions + numbers + texts
    else:
        columns = ["(hash(i, 10) % 10)::INTEGER AS p_10"]
        columns += [CYCLE[n % len(CYCLE)].format(c=n) for n in range(arguments.columns - 3)]
    # Rows come in the order of their numbers, from any number of threads.
    return duckdb.sql(
        f"SELECT {KEYS}, {', '.join(columns)} FROM range({arguments.rows}) rows(i)"
    ).to_arrow_reader(arguments.batch_rows)


def values(schema: pa.Schema, arguments: argparse.Namespace) -> Iterator[pa.RecordBatch]:
    """Rows with one large value each, which nothing can compress."""
    for first in range(0, arguments.rows, arguments.batch_rows):
        numbers = range(first, min(first + arguments.batch_rows, arguments.rows))
        keys = [random.Random(i).getrandbits(62) for i in numbers]
        payloads = [random.Random(-i - 1).randbytes(arguments.value_bytes) for i in numbers]
        yield pa.record_batch([list(numbers), keys, [key % 10 for key in keys], payloads], schema=schema)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("arrow", help="path of the file to write")
parser.add_argument("--shape", choices=["partitions", "columns", "values"], required=True)
parser.add_argument("--rows", type=int, required=True)
parser.add_argument("--batch-rows", type=int, required=True)
parser.add_argument("--columns", type=int, default=500, help="of the shape 'columns'")
parser.add_argument("--value-bytes", type=int, default=1 << 20, help="of the shape 'values'")
parsed = parser.parse_args()

source = generate(parsed)
with pa.OSFile(parsed.arrow, "wb") as sink, pa.ipc.new_file(sink, source.schema) as writer:
    for batch in source:
        writer.write_batch(batch)
