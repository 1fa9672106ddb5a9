"""Reads Arrow IPC files (file format) with pyarrow: the truth about a source."""

import pyarrow as pa

import summary

parser = summary.parser(__doc__)
parser.add_argument("files", nargs="+", help="paths of Arrow files")
arguments = parser.parse_args()

tables = [pa.ipc.open_file(pa.memory_map(file)).read_all() for file in arguments.files]
summary.print_summary(pa.concat_tables(tables), arguments)
