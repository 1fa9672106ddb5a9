"""Reads Parquet files with DuckDB, in the order given."""

import duckdb

import summary

parser = summary.parser(__doc__)
parser.add_argument("files", nargs="+", help="paths or globs of Parquet files")
arguments = parser.parse_args()

connection = duckdb.connect()
connection.execute("SET TimeZone = 'UTC'; SET arrow_lossless_conversion = true")
relation = connection.execute(
    "SELECT * FROM read_parquet(?, hive_partitioning = false)", [arguments.files]
)
table = relation.to_arrow_table()
summary.print_summary(table, arguments)
