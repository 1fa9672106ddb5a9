"""What PyIceberg finds a table to be. Arguments: registry.db, warehouse folder, namespace.name."""

import json
import sys

from pyiceberg.catalog.sql import SqlCatalog

registry, warehouse, name = sys.argv[1:4]
catalog = SqlCatalog("firn", uri=f"sqlite:///{registry}", warehouse=warehouse)
table = catalog.load_table(name)


def fields(struct):
    return [
        {"id": field.field_id, "name": field.name, "type": str(field.field_type), "required": field.required,
         "doc": field.doc}
        for field in struct.fields
    ]


print(
    json.dumps(
        {
            "fields": fields(table.schema()),
            "schemas": len(table.schemas()),
            "spec": [f"{field.name}: {field.transform}({field.source_id})" for field in table.spec().fields],
            "specs": len(table.specs()),
            "order": [str(field) for field in table.sort_order().fields],
            "properties": table.properties,
            "tables": [".".join(each) for each in catalog.list_tables(name.split(".")[0])],
            "rows": table.scan().to_arrow().num_rows,
        }
    )
)
