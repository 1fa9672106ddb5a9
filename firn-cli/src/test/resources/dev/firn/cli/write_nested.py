"""Writes nested rows as an Arrow file: nulls, empties and long lists at every depth."""

import random
import sys

import pyarrow as pa

ROWS = 2000
chance = random.Random(4)


def maybe(value):
    return None if chance.random() < 0.2 else value()


def some(value):
    count = 300 if chance.random() < 0.01 else chance.choice([0, 0, 1, 2, 5])
    return [value() for _ in range(count)]


def number():
    return chance.randrange(-10, 10)


def word():
    return chance.choice(["", "ä", "snow", "雪" * 20, "x" * 40])


def point():
    return {"x": maybe(lambda: number() / 4), "label": maybe(word)}


def item():
    return {"sku": word(), "counts": maybe(lambda: some(lambda: maybe(number)))}


def pairs(value):
    return [(key, value()) for key in chance.sample(["a", "b", "ü"], chance.randrange(4))]


POINT = pa.struct([("x", pa.float64()), ("label", pa.string())])
ITEM = pa.struct([pa.field("sku", pa.string(), False), ("counts", pa.list_(pa.int32()))])
COLUMNS = {
    "id": (pa.int64(), None),
    "place": (POINT, lambda: maybe(point)),
    "tags": (pa.list_(pa.string()), lambda: maybe(lambda: some(lambda: maybe(word)))),
    "totals": (pa.map_(pa.string(), pa.int64()), lambda: maybe(lambda: pairs(lambda: maybe(number)))),
    "items": (pa.list_(ITEM), lambda: maybe(lambda: some(lambda: maybe(item)))),
    "deep": (
        pa.map_(pa.string(), pa.list_(pa.struct([("at", POINT)]))),
        lambda: maybe(lambda: pairs(lambda: maybe(lambda: some(lambda: {"at": maybe(point)})))),
    ),
}

arrays = {
    name: pa.array(list(range(ROWS)) if make is None else [make() for _ in range(ROWS)], kind)
    for name, (kind, make) in COLUMNS.items()
}
table = pa.table(arrays)
with pa.OSFile(sys.argv[1], "wb") as sink:
    with pa.ipc.new_file(sink, table.schema) as writer:
        # Slices begin inside the buffers of their lists.
        writer.write_table(table, max_chunksize=333)
