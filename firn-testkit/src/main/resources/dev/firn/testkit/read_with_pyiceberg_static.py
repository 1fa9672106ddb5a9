"""Reads a table's current snapshot with PyIceberg from its metadata file, without a catalog."""

from pyiceberg.table import StaticTable

import summary

parser = summary.parser(__doc__)
parser.add_argument("metadata", help="path of the metadata JSON file")
arguments = parser.parse_args()

table = StaticTable.from_metadata(arguments.metadata)
snapshot = table.current_snapshot()
summary.print_summary(
    table.scan().to_arrow(),
    arguments,
    snapshot_id=snapshot.snapshot_id if snapshot else None,
    snapshots=len(table.snapshots()),
    schema=str(table.schema()),
)
