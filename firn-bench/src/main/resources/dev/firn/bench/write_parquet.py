"""Writes the rows of an Arrow file as a Parquet file, as often as it is asked to: a contender of
`firn-bench/run writer-comparison`, which says what goes over standard input and output. One thread."""

import argparse
import collections.abc
import os
import sys
import time

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("writer", choices=["duckdb", "polars", "pyarrow"])
parser.add_argument("arrow", help="path of an Arrow file")
parser.add_argument("codec", choices=["zstd", "snappy"])
parser.add_argument("level", type=int, help="of zstd; passed over by other codecs")
arguments = parser.parse_args()
level = arguments.level if arguments.codec == "zstd" else None

Write = collections.abc.Callable[[str], object]


def say(line: str):
    print(line.replace("\n", " "), flush=True)


def read_with_pyarrow():
    """The rows as a table in memory of its own, not mapped."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    with pa.OSFile(arguments.arrow) as file:
        return pa.ipc.open_file(file).read_all()


def pyarrow_writer() -> tuple[str, Write]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = read_with_pyarrow()

    def write(path: str):
        pq.write_table(
            rows,
            path,
            compression=arguments.codec,
            compression_level=level,
            write_page_index=True,
            write_page_checksum=True,
        )

    return f"pyarrow {pa.__version__}", write


def polars_writer() -> tuple[str, Write]:
    # Read when it is imported.
    os.environ["POLARS_MAX_THREADS"] = "1"
    import polars

    rows = polars.read_ipc(arguments.arrow).rechunk()

    def write(path: str):
        rows.write_parquet(path, compression=arguments.codec, compression_level=level)

    return f"Polars {polars.__version__}", write


def duckdb_writer() -> tuple[str, Write]:
    import duckdb

    rows = read_with_pyarrow()
    connection = duckdb.connect(config={"threads": 1})
    connection.register("source", rows)
    options = f"FORMAT parquet, COMPRESSION {arguments.codec}"
    if level is not None:
        options += f", COMPRESSION_LEVEL {level}"

    def write(path: str):
        connection.execute(f"COPY (FROM source) TO '{path}' ({options})")

    return f"DuckDB {duckdb.__version__}", write


def main():
    try:
        version, write = {"duckdb": duckdb_writer, "polars": polars_writer, "pyarrow": pyarrow_writer}[
            arguments.writer
        ]()
    except Exception as error:
        say(f"failed {error}")
        return
    say(f"ready {version}")
    for line in sys.stdin:
        path = line.removeprefix("write ").rstrip("\n")
        begin = time.monotonic_ns()
        try:
            write(path)
        except Exception as error:
            say(f"failed {error}")
        else:
            say(f"wrote {time.monotonic_ns() - begin}")


main()
