"""Reads a table's current snapshot with PyIceberg through the SQL catalog `firn`."""

from pyiceberg.catalog.sql import SqlCatalog

import summary

parser = summary.parser(__doc__)
parser.add_argument("registry", help="path of registry.db")
parser.add_argument("warehouse", help="path of the warehouse's folder")
parser.add_argument("table", help="namespace.name")
arguments = parser.parse_args()

catalog = SqlCatalog(
    "firn",
    uri=f"sqlite:///{arguments.registry}",
    warehouse=f"file://{arguments.warehouse}",
)
table = catalog.load_table(arguments.table)
snapshot = table.current_snapshot()
summary.print_summary(
    table.scan().to_arrow(),
    arguments,
    snapshot_id=snapshot.snapshot_id if snapshot else None,
    snapshots=len(table.snapshots()),
    metadata_location=table.metadata_location,
    schema=str(table.schema()),
)
