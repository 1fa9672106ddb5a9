"""Prints the summaries of all snapshots of a table, oldest first, as PyIceberg reads them."""

import json
import sys

from pyiceberg.catalog.sql import SqlCatalog

registry, warehouse, name = sys.argv[1:]
catalog = SqlCatalog("firn", uri=f"sqlite:///{registry}", warehouse=f"file://{warehouse}")
summaries = []
for snapshot in catalog.load_table(name).snapshots():
    summary = snapshot.summary
    summaries.append({"operation": summary.operation.value, **summary.additional_properties})
print(json.dumps(summaries))
