package dev.firn.sql.query;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSql;
import dev.firn.engine.Firn;
import dev.firn.sql.StatementParser;
import dev.firn.sql.StatementRunner;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** TPC-H's tables, the same rows in a warehouse and in a plain DuckDB, both in schema tpch. */
final class TpchTables {
  private static final int BATCH_ROWS = 10_000;

  /** Columns, and how the warehouse's table is laid out. */
  private static final Map<TpchTable<?>, String[]> TABLES = new LinkedHashMap<>();

  static {
    TABLES.put(
        TpchTable.LINE_ITEM,
        layout(
            "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber integer,"
                + " l_quantity decimal(15, 2), l_extendedprice decimal(15, 2),"
                + " l_discount decimal(15, 2), l_tax decimal(15, 2), l_returnflag varchar,"
                + " l_linestatus varchar, l_shipdate date, l_commitdate date, l_receiptdate date,"
                + " l_shipinstruct varchar, l_shipmode varchar, l_comment varchar",
            "partitioning = ARRAY['year(l_shipdate)'], sorted_by = ARRAY['l_shipdate']"));
    TABLES.put(
        TpchTable.ORDERS,
        layout(
            "o_orderkey bigint, o_custkey bigint, o_orderstatus varchar,"
                + " o_totalprice decimal(15, 2), o_orderdate date, o_orderpriority varchar,"
                + " o_clerk varchar, o_shippriority integer, o_comment varchar",
            "partitioning = ARRAY['year(o_orderdate)']"));
    TABLES.put(
        TpchTable.CUSTOMER,
        layout(
            "c_custkey bigint, c_name varchar, c_address varchar, c_nationkey bigint,"
                + " c_phone varchar, c_acctbal decimal(15, 2), c_mktsegment varchar,"
                + " c_comment varchar",
            "partitioning = ARRAY['c_mktsegment']"));
    TABLES.put(
        TpchTable.PART,
        layout(
            "p_partkey bigint, p_name varchar, p_mfgr varchar, p_brand varchar, p_type varchar,"
                + " p_size integer, p_container varchar, p_retailprice decimal(15, 2),"
                + " p_comment varchar",
            "partitioning = ARRAY['truncate(p_size, 10)']"));
    TABLES.put(
        TpchTable.PART_SUPPLIER,
        layout(
            "ps_partkey bigint, ps_suppkey bigint, ps_availqty integer,"
                + " ps_supplycost decimal(15, 2), ps_comment varchar",
            "partitioning = ARRAY['bucket(ps_suppkey, 4)']"));
    TABLES.put(
        TpchTable.SUPPLIER,
        layout(
            "s_suppkey bigint, s_name varchar, s_address varchar, s_nationkey bigint,"
                + " s_phone varchar, s_acctbal decimal(15, 2), s_comment varchar",
            "format_version = 2"));
    TABLES.put(
        TpchTable.NATION,
        layout(
            "n_nationkey bigint, n_name varchar, n_regionkey bigint, n_comment varchar",
            "sorted_by = ARRAY['n_name']"));
    TABLES.put(
        TpchTable.REGION,
        layout("r_regionkey bigint, r_name varchar, r_comment varchar", "format_version = 3"));
  }

  private TpchTables() {}

  /** Makes and fills all tables. */
  static void create(Firn firn, DuckDbSession model, Path folder, double scale) throws IOException {
    model.execute("CREATE SCHEMA tpch");
    for (Map.Entry<TpchTable<?>, String[]> entry : TABLES.entrySet()) {
      TpchTable<?> table = entry.getKey();
      String name = "tpch." + table.getTableName();
      String columns = entry.getValue()[0];
      Path file = folder.resolve(table.getTableName() + ".tbl");
      write(table.createGenerator(scale, 1, 1), file);
      model.execute("CREATE TABLE " + name + " (" + columns + ")");
      model.execute(
          "INSERT INTO "
              + name
              + " FROM read_csv("
              + DuckDbSql.literal(file.toString())
              + ", delim = '|', quote = '', header = false, auto_detect = false, columns = "
              + struct(columns)
              + ")");
      Files.delete(file);
      new StatementParser()
          .parse("CREATE TABLE " + name + " (" + columns + ") WITH (" + entry.getValue()[1] + ")")
          .forEach(statement -> new StatementRunner(firn).run(statement));
      firn.table(name).load(model.query("FROM " + name, BATCH_ROWS));
    }
  }

  private static String[] layout(String columns, String settings) {
    return new String[] {columns, settings};
  }

  private static void write(Iterable<? extends TpchEntity> rows, Path file) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (TpchEntity row : rows) {
        String line = row.toLine();
        // The generator ends each line with a separator.
        writer.write(line.endsWith("|") ? line.substring(0, line.length() - 1) : line);
        writer.write('\n');
      }
    }
  }

  private static String struct(String columns) {
    StringBuilder struct = new StringBuilder("{");
    for (String column : columns.split(", (?=[a-z])", -1)) {
      int space = column.indexOf(' ');
      struct
          .append(struct.length() > 1 ? ", " : "")
          .append("'")
          .append(column, 0, space)
          .append("': '")
          .append(column.substring(space + 1))
          .append("'");
    }
    return struct.append("}").toString();
  }
}
