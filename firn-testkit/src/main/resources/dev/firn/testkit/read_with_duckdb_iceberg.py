"""Reads an Iceberg table with DuckDB's iceberg extension, without a catalog."""

import duckdb
from duckdb_extensions import import_extension

import summary

parser = summary.parser(__doc__)
parser.add_argument("table", help="the table's folder (with a version hint) or a metadata file")
arguments = parser.parse_args()

import_extension("avro")
import_extension("iceberg")
connection = duckdb.connect()
connection.execute("SET autoinstall_known_extensions = false; LOAD avro; LOAD iceberg")
connection.execute("SET TimeZone = 'UTC'; SET arrow_lossless_conversion = true")
table = connection.execute("SELECT * FROM iceberg_scan(?)", [arguments.table]).to_arrow_table()
summary.print_summary(table, arguments)
