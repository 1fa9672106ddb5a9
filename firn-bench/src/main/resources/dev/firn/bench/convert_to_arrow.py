"""Converts lineitem from Parquet to an Arrow file of plain types, in batches of 65,536 rows."""

import argparse

import pyarrow as pa
import pyarrow.parquet as pq

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("parquet")
parser.add_argument("arrow")
arguments = parser.parse_args()


def plain(kind: pa.DataType) -> pa.DataType:
    """The type without views, dictionaries and odd widths."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_string_view(kind) or pa.types.is_large_string(kind):
        return pa.string()
    return pa.decimal128(15, 2) if pa.types.is_decimal(kind) else kind


source = pq.ParquetFile(arguments.parquet)
schema = pa.schema([pa.field(f.name, plain(f.type), True) for f in source.schema_arrow])
with pa.OSFile(arguments.arrow, "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
    for batch in source.iter_batches(batch_size=65_536):
        writer.write_table(pa.Table.from_batches([batch]).cast(schema), max_chunksize=65_536)
