"""Counts the rows of an Arrow file of lineitem, and the months in which they were shipped."""

import json
import sys

import pyarrow as pa
import pyarrow.compute as pc

with pa.memory_map(sys.argv[1]) as file:
    shipped = pa.ipc.open_file(file).read_all()["l_shipdate"]
    months = pc.count_distinct(pc.floor_temporal(shipped, unit="month"))
    print(json.dumps({"rows": len(shipped), "months": months.as_py()}))
