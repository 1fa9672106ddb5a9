"""What PyIceberg and DuckDB count of a column of numbers: registry.db warehouse table column.

Prints {"pyiceberg": [rows, distinct, least, greatest], "duckdb": [...]}.
"""
import json
import sys

import duckdb
import pyarrow.compute as pc
from pyiceberg.catalog.sql import SqlCatalog

registry, warehouse, name, column = sys.argv[1:]
table = SqlCatalog("firn", uri=f"sqlite:///{registry}", warehouse=f"file://{warehouse}").load_table(name)
numbers = table.scan(selected_fields=(column,)).to_arrow()[column]
files = [task.file.file_path.removeprefix("file://") for task in table.scan().plan_files()]
counted = duckdb.sql(
    f'SELECT count(*), count(DISTINCT "{column}"), min("{column}"), max("{column}") FROM read_parquet(?)',
    params=[files],
).fetchone()
print(
    json.dumps(
        {
            "pyiceberg": [
                len(numbers),
                pc.count_distinct(numbers).as_py(),
                pc.min(numbers).as_py(),
                pc.max(numbers).as_py(),
            ],
            "duckdb": list(counted),
        }
    )
)
