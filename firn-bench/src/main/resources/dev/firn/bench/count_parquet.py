"""Counts the Parquet files below a folder and what is in them, and says in how many the rows are out of order."""

import argparse
import json
import pathlib

import pyarrow.compute as pc
import pyarrow.parquet as pq

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder")
parser.add_argument("--sorted", nargs="*", default=[], help="columns by which rows should be in order")
arguments = parser.parse_args()


def is_sorted(path: pathlib.Path) -> bool:
    """Whether each row is at or behind the one before it."""
    table = pq.ParquetFile(path).read(columns=arguments.sorted)
    is_before = is_same = None
    for name in arguments.sorted:
        column = table[name].combine_chunks()
        one, next_one = column.slice(0, len(column) - 1), column.slice(1)
        less, same = pc.less(one, next_one), pc.equal(one, next_one)
        is_before = less if is_before is None else pc.or_(is_before, pc.and_(is_same, less))
        is_same = same if is_same is None else pc.and_(is_same, same)
    return table.num_rows < 2 or pc.all(pc.or_(is_before, is_same)).as_py()


paths = sorted(pathlib.Path(arguments.folder).rglob("*.parquet"))
print(
    json.dumps(
        {
            "rows": sum(pq.read_metadata(path).num_rows for path in paths),
            "files": len(paths),
            "folders": len({path.parent for path in paths}),
            "bytes": sum(path.stat().st_size for path in paths),
            "unsorted_files": sum(not is_sorted(path) for path in paths) if arguments.sorted else 0,
        }
    )
)
