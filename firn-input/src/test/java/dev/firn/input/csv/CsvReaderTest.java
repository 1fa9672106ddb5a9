package dev.firn.input.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import dev.firn.input.text.TextLimits;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvReaderTest {
  private static final MatchOptions LENIENT =
      new MatchOptions(Names.IGNORING_CASE, UnknownColumns.IGNORED);

  private final CsvFixture csv = new CsvFixture();

  @AfterEach
  void nothingIsLeft() {
    assertThat(csv.budget.usedBytes()).isZero();
    csv.close();
  }

  @Test
  void cellsBecomeTheTypesOfTheTable() {
    assertThat(csv.read("id,name,day\n1,Zürich,2001-01-31\n-2,\"a,\"\"b\"\"\",1970-01-01\n"))
        .isEqualTo(List.of(List.of("1", "Zürich", "11353"), List.of("-2", "a,\"b\"", "0")));
    assertThat(csv.log.isEmpty()).isTrue();
  }

  @Test
  void columnsAreFoundByName() {
    assertThat(csv.read("day,id\n2001-01-31,7\n")).isEqualTo(List.of(List.of("11353", "7")));
  }

  @Test
  void lastLineNeedsNoEnd() {
    assertThat(csv.read("id,name\n1,a\n2,b")).hasSize(2);
    assertThat(csv.read("id,name\r1,a\r2,b\r")).hasSize(2);
    assertThat(csv.read("id,name\n1,a\n2,")).isEqualTo(rows("1,a", "2,null"));
  }

  @Test
  void unquotedEmptyCellIsNullAndAQuotedOneIsEmpty() {
    assertThat(csv.read("id,name,day\n1,,\n2,\"\",\n"))
        .isEqualTo(List.of(List.of("1", "null", "null"), List.of("2", "", "null")));
    csv.read("id,day\n1,\"\"\n");
    assertThat(csv.violations())
        .containsExactly("line 2, row 1, day: expected a date as 2001-01-31, found ''");
  }

  @Test
  void chosenNullsReplaceTheEmptyCell() {
    csv.options = CsvOptions.defaults().withNulls(List.of("NA", "-"));
    assertThat(csv.read("id,name,day\n1,NA,-\n2,,NA\n3,\"NA\",-\n"))
        .isEqualTo(
            List.of(
                List.of("1", "null", "null"),
                List.of("2", "", "null"),
                List.of("3", "NA", "null")));
    csv.read("id,day\n1,\n");
    assertThat(csv.violations()).hasSize(1);
    csv.options = CsvOptions.defaults().withNulls(List.of("", "NA"));
    assertThat(csv.read("id,day\n1,\n2,NA\n")).isEqualTo(rows("1,null", "2,null"));
  }

  @Test
  void nullInARequiredColumnIsLeftToTheValidator() {
    assertThat(csv.read("id,name\n,a\n")).isEqualTo(rows("null,a"));
    assertThat(csv.log.isEmpty()).isTrue();
  }

  @Test
  void refusedValuesAreNamedWithLineRowAndColumnAndReadingGoesOn() {
    List<List<String>> rows =
        csv.read("id,name,day\n1,\"two\nlines\",2001-02-30\n2147483648,x,\n3,y,2001-01-01\n");
    assertThat(csv.violations())
        .containsExactly(
            "line 2, row 1, day: expected a date as 2001-01-31, found '2001-02-30'",
            "line 4, row 2, id: expected a whole number from -2147483648 to 2147483647,"
                + " found '2147483648'");
    assertThat(csv.log.countsByKind()).isEqualTo(Map.of(ViolationKind.VALUE, 2L));
    assertThat(rows).hasSize(3);
    assertThat(csv.places).containsExactly("1@2", "2@4", "3@5");
  }

  @Test
  void refusedRowsAreKnownToTheLog() {
    try (CsvReader reader = csv.open(new ByteArrayInputStream("id\n1\nx\n3\n".getBytes(UTF_8)))) {
      try (var batch = reader.nextBatch().orElseThrow()) {
        assertThat(csv.log.isRefused(batch.origin(), 0)).isFalse();
        assertThat(csv.log.isRefused(batch.origin(), 1)).isTrue();
        assertThat(csv.log.isRefused(batch.origin(), 2)).isFalse();
      }
    }
  }

  @Test
  void longValuesAreCutInMessages() {
    csv.read("id\n" + "9".repeat(1_000) + "\n");
    assertThat(csv.violations().getFirst())
        .endsWith("found '" + "9".repeat(100) + "… (1000 characters)'");
  }

  @Test
  void recordsWithOtherNumbersOfCellsAreLeftOut() {
    List<List<String>> rows = csv.read("id,name\n1,a\n2\n3,b,c\n4,\"x\ny\"\n5\n6,d\n");
    assertThat(rows).isEqualTo(rows("1,a", "4,x\ny", "6,d"));
    assertThat(csv.violations())
        .containsExactly(
            "line 3, row 2: expected 2 cells, found 1 cell",
            "line 4, row 3: expected 2 cells, found 3 cells",
            "line 7, row 5: expected 2 cells, found 1 cell");
    assertThat(csv.places).containsExactly("1@2", "4@5", "6@8");
    assertThat(csv.log.countsByKind()).isEqualTo(Map.of(ViolationKind.RECORD, 3L));
  }

  @Test
  void quoteWithinAnUnquotedCellIsRefusedAndReadingGoesOn() {
    assertThat(csv.read("id,name\n1,5\" pipe\n2,b\n")).isEqualTo(rows("2,b"));
    assertThat(csv.violations())
        .containsExactly(
            "line 2, row 1: expected a cell with a quote in it to be quoted,"
                + " found cell 2: '5\" pipe'");
    csv.options = CsvOptions.defaults().withQuote("'");
    assertThat(csv.read("id,name\n1,5\" pipe\n")).isEqualTo(rows("1,5\" pipe"));
  }

  @Test
  void textBehindAClosingQuoteEndsTheInput() {
    assertThat(csv.read("id,name\n1,a\n2,\"b\"c\n3,d\n")).isEqualTo(rows("1,a"));
    assertThat(csv.violations())
        .containsExactly(
            "line 3, row 2: expected a delimiter or the end of the line after a closing quote,"
                + " found other text behind cell 2");
  }

  @Test
  void quoteThatNeverEndsEndsTheInput() {
    assertThat(csv.read("id,name\n1,a\n2,\"b\n3,d\n")).isEqualTo(rows("1,a"));
    assertThat(csv.violations())
        .containsExactly(
            "line 3, row 2: expected a quote that ends,"
                + " found a quoted cell that the end of the input cuts off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesCountWhateverEndsThem(String end) {
    csv.read(
        String.join(
            end, "id,name", "1,\"one", "", "two\"", "", "2,\"x\"", "3,y", "4,\"", "\"", "5,z"));
    assertThat(csv.places).containsExactly("1@2", "2@6", "3@7", "4@8", "5@10");
  }

  @Test
  void blankLinesAreNoRecords() {
    assertThat(csv.read("\n\nid,name\n\n1,a\n\n\n2,b\n\n")).isEqualTo(rows("1,a", "2,b"));
    assertThat(csv.places).containsExactly("1@5", "2@8");
  }

  @Test
  void emptyLineOfASingleColumnIsNull() {
    csv.schema = new Schema(Types.NestedField.optional(1, "name", Types.StringType.get()));
    assertThat(csv.read("name\na\n\n\"\"\nb\n")).isEqualTo(rows("a", "null", "", "b"));
    assertThat(csv.places).containsExactly("1@2", "2@3", "3@4", "4@5");
  }

  @Test
  void withoutHeaderCellsAreTheTablesColumns() {
    csv.options = CsvOptions.defaults().withHeader(CsvOptions.Header.ABSENT);
    assertThat(csv.read("1,a,2001-01-31\n2,b\n")).isEqualTo(rows("1,a,11353"));
    assertThat(csv.violations()).containsExactly("line 2, row 2: expected 3 cells, found 2 cells");
    assertThat(csv.places).containsExactly("1@1");
    assertThat(csv.read("")).isEmpty();
  }

  @Test
  void delimiterAndQuoteAreChosen() {
    csv.options = CsvOptions.defaults().withDelimiter(";").withQuote("'");
    assertThat(csv.read("id;name\n1;'a;''b'\n")).isEqualTo(rows("1,a;'b"));
    for (String tab : List.of("tab", "\\t", "\t", "TAB")) {
      csv.options = CsvOptions.defaults().withDelimiter(tab);
      assertThat(csv.read("id\tname\n1\ta,b\n").getFirst()).isEqualTo(List.of("1", "a,b"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "\n", "\r", "\uD83D", "\uD83D\uDE00"})
  void impossibleDelimitersAndQuotesAreRefused(String text) {
    CsvOptions options = CsvOptions.defaults();
    FirnException failure =
        catchThrowableOfType(FirnException.class, () -> options.withDelimiter(text));
    assertThat(failure.code()).isEqualTo(ErrorCode.USAGE);
    failure = catchThrowableOfType(FirnException.class, () -> options.withQuote(text));
    assertThat(failure.code()).isEqualTo(ErrorCode.USAGE);
  }

  @Test
  void delimiterThatIsTheQuoteIsRefused() {
    csv.options = CsvOptions.defaults().withDelimiter("\"");
    assertThat(failure("id\n").code()).isEqualTo(ErrorCode.USAGE);
  }

  @Test
  void namesThatTheTableLacksAreRefusedWithTheNearest() {
    FirnException failure = failure("id,nme,extra\n1,a,b\n");
    assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    assertThat(failure.violations())
        .containsExactly(
            schemaViolation("nme", "a column of the table; the nearest is 'name'", "string"),
            schemaViolation("extra", "a column of the table", "string"));
    assertThat(failure).hasMessageContaining("--ignore-unknown");
    csv.match = LENIENT;
    assertThat(csv.read("id,nme,extra\n1,a,\"b\nc\"\n")).isEqualTo(rows("1"));
  }

  @Test
  void missingRequiredColumnIsRefused() {
    FirnException failure = failure("name\na\n");
    assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    assertThat(failure.violations())
        .containsExactly(schemaViolation("id", "required int", "no such column"));
  }

  @Test
  void caseCountsUnlessItIsIgnored() {
    assertThat(failure("ID,name\n1,a\n")).hasMessageContaining("--ignore-case");
    csv.match = new MatchOptions(Names.IGNORING_CASE, UnknownColumns.REFUSED);
    assertThat(csv.read("NAME,Id\na,1\n")).isEqualTo(rows("a,1"));
    assertThat(failure("id,ID\n1,2\n").violations())
        .containsExactly(schemaViolation("id", "one column of this name", "2 columns: id, ID"));
  }

  @Test
  void columnNamedTwiceIsRefused() {
    assertThat(failure("id,name,name\n1,a,b\n").violations())
        .containsExactly(
            schemaViolation("name", "one column of this name", "2 columns: name, name"));
  }

  @Test
  void nestedColumnsAreRefusedWithAWayOut() {
    csv.schema =
        new Schema(
            Types.NestedField.required(1, "id", Types.IntegerType.get()),
            Types.NestedField.optional(
                2, "tags", Types.ListType.ofOptional(3, Types.StringType.get())));
    FirnException failure = failure("id,tags\n1,[a]\n");
    assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    assertThat(failure).hasMessageContaining("NDJSON");
    assertThat(failure.violationCountsByKind()).isEqualTo(Map.of(ViolationKind.SCHEMA, 1L));
    assertThat(csv.read("id\n1\n")).isEqualTo(rows("1"));
    csv.options = CsvOptions.defaults().withHeader(CsvOptions.Header.ABSENT);
    assertThat(failure("1,x\n").code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
  }

  @Test
  void typesWithoutTextAreRefused() {
    csv.schema =
        new Schema(
            Types.NestedField.optional(1, "v", Types.VariantType.get()),
            Types.NestedField.optional(2, "g", Types.GeometryType.crs84()));
    FirnException failure = failure("v,g\n1,2\n");
    assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    assertThat(failure.violationCount()).isEqualTo(2);
    assertThat(failure).hasMessageContaining("Parquet or Arrow");
  }

  @Test
  void bytesThatAreNotUtf8AreReportedWithTheirRecordAndEndTheInput() {
    byte[] text =
        "id,name\n1,a\n2,\"b\nZ\u00FCrich\"\n3,c\n"
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(csv.read(new ByteArrayInputStream(text))).hasSize(1);
    assertThat(csv.log.kept()).hasSize(1);
    Violation violation = csv.log.kept().getFirst();
    assertThat(violation.line()).isEqualTo(3);
    assertThat(violation.row()).isEqualTo(2);
    assertThat(violation.expected()).isEqualTo("text in UTF-8");
    assertThat(violation.found()).startsWith("the bytes \\xFC");
    assertThat(violation.found()).contains(" on line 4;");
  }

  @Test
  void emptyInputsHaveNoRows() {
    for (String empty : List.of("", "\n", "\uFEFF", "id,name,day\n", "id", "\r\n\r\n")) {
      assertThat(csv.read(empty)).as(empty).isEmpty();
      assertThat(csv.log.isEmpty()).isTrue();
    }
  }

  @Test
  void emptyInputFitsAnyTable() {
    try (CsvReader reader = csv.open(new ByteArrayInputStream(new byte[0]))) {
      assertThat(reader.shape().schema().getFields()).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n\nid,\"name\n", "\n\n\"id\"x,name\n1,a\n", "\n\nid,,name\n1,a,b\n"})
  void brokenHeaderIsRefusedWithItsLine(String text) {
    FirnException failure = failure(text);
    assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    assertThat(failure).hasMessageContaining("'x.csv', line 3: expected a header");
    assertThat(failure.violationCount()).isEqualTo(1);
    Violation violation = failure.violations().getFirst();
    assertThat(violation.source()).isEqualTo("x.csv");
    assertThat(violation.line()).isEqualTo(3);
    assertThat(violation.row()).isNull();
    assertThat(violation.expected()).startsWith("a header with");
  }

  @Test
  void cellWithoutANameIsAnUnknownColumnThatMayBePassedOver() {
    csv.match =
        new dev.firn.engine.schema.MatchOptions(
            dev.firn.engine.schema.MatchOptions.Names.EXACT,
            dev.firn.engine.schema.MatchOptions.UnknownColumns.IGNORED);
    assertThat(csv.read(",id\n0,1\n")).hasSize(1);
    assertThat(csv.log.isEmpty()).isTrue();
  }

  @Test
  void severalCellsWithoutANameMayBePassedOver() {
    csv.match = LENIENT;
    assertThat(csv.read("id,name,,\n1,a,,x\n")).isEqualTo(List.of(List.of("1", "a")));
    assertThat(csv.log.isEmpty()).isTrue();
  }

  @Test
  void batchesEndAtEitherLimit() {
    String text = "id,name\n" + "1,aaaaaaaaaa\n".repeat(25);
    csv.limits = new TextLimits(10, TextLimits.BATCH_BYTES_DEFAULT);
    assertThat(csv.read(text)).hasSize(25);
    assertThat(csv.batches).containsExactly(10, 10, 5);
    assertThat(csv.places).contains("10@11", "11@12", "25@26");
    csv.limits = new TextLimits(10, 60);
    assertThat(csv.read(text)).hasSize(25);
    assertThat(csv.batches).startsWith(4, 4).hasSize(7);
    csv.limits = new TextLimits(1, 1);
    assertThat(csv.read(text)).hasSize(25);
  }

  @Test
  void batchThatTheBudgetCannotHoldIsRefusedAndFreed() {
    csv.limits = new TextLimits(10_000_000, Long.MAX_VALUE);
    byte[] text = ("id,name\n" + ("1," + "x".repeat(1_000) + "\n").repeat(80_000)).getBytes(UTF_8);
    FirnException failure =
        catchThrowableOfType(FirnException.class, () -> csv.read(new ByteArrayInputStream(text)));
    assertThat(failure.code()).isEqualTo(ErrorCode.MEMORY);
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  private FirnException failure(String text) {
    FirnException failure = catchThrowableOfType(FirnException.class, () -> csv.read(text));
    assertThat(failure).as("a failure").isNotNull();
    return failure;
  }

  private static Violation schemaViolation(String column, String expected, String found) {
    return Violation.ofColumn(column, expected, found).inSource("x.csv");
  }

  private static List<List<String>> rows(String... rows) {
    return java.util.Arrays.stream(rows).map(row -> List.of(row.split(",", -1))).toList();
  }
}
