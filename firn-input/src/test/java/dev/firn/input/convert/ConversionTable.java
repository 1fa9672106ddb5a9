package dev.firn.input.convert;

import static dev.firn.input.convert.ConversionRow.REFUSED;
import static dev.firn.input.convert.ConversionRow.refused;
import static dev.firn.input.convert.ConversionRow.same;
import static dev.firn.input.convert.ConversionRow.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Every flat type with texts and what they become: the claims, written by hand. */
final class ConversionTable {
  private static final String TYPICAL = "typical";
  private static final String LIMIT = "limit";
  private static final String BEYOND = "just beyond";
  private static final String WRONG = "wrong kind";
  private static final String FORM = "form";
  private static final String EMPTY = "empty";

  private ConversionTable() {}

  static Map<Type, List<ConversionRow>> rows() {
    Map<Type, List<ConversionRow>> rows = new LinkedHashMap<>();
    rows.put(Types.BooleanType.get(), booleans());
    rows.put(Types.IntegerType.get(), integers());
    rows.put(Types.LongType.get(), longs());
    rows.put(Types.FloatType.get(), floats());
    rows.put(Types.DoubleType.get(), doubles());
    rows.put(Types.DecimalType.of(9, 2), decimals());
    rows.put(Types.DecimalType.of(38, 0), wideDecimals());
    rows.put(Types.DateType.get(), dates());
    rows.put(Types.TimeType.get(), times());
    rows.put(Types.TimestampType.withoutZone(), timestamps());
    rows.put(Types.TimestampType.withZone(), zonedTimestamps());
    rows.put(Types.TimestampNanoType.withoutZone(), nanoTimestamps());
    rows.put(Types.TimestampNanoType.withZone(), zonedNanoTimestamps());
    rows.put(Types.StringType.get(), strings());
    rows.put(Types.UUIDType.get(), uuids());
    rows.put(Types.FixedType.ofLength(3), fixeds());
    rows.put(Types.BinaryType.get(), binaries());
    rows.put(Types.UnknownType.get(), unknowns());
    return rows;
  }

  private static List<ConversionRow> booleans() {
    return List.of(
        new ConversionRow(TYPICAL, "true", "true", REFUSED, "true"),
        new ConversionRow(TYPICAL, "false", "false", REFUSED, "false"),
        new ConversionRow(FORM, "TRUE", "true", REFUSED, ""),
        new ConversionRow(FORM, "False", "false", REFUSED, ""),
        refused(FORM, " true"),
        refused(BEYOND, "t"),
        refused(BEYOND, "yes"),
        refused(WRONG, "1"),
        refused(WRONG, "0"),
        refused(WRONG, "null"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> integers() {
    return List.of(
        same(TYPICAL, "42", "42"),
        same(TYPICAL, "-7", "-7"),
        same(TYPICAL, "0", "0"),
        same(LIMIT, "2147483647", "2147483647"),
        same(LIMIT, "-2147483648", "-2147483648"),
        refused(BEYOND, "2147483648"),
        refused(BEYOND, "-2147483649"),
        refused(BEYOND, "99999999999999999999"),
        same(FORM, "+5", "5"),
        same(FORM, "007", "7"),
        same(FORM, "-0", "0"),
        refused(FORM, "1.0"),
        refused(FORM, "1e3"),
        refused(FORM, "1,000"),
        refused(FORM, "1_000"),
        refused(FORM, "0x10"),
        refused(FORM, " 1"),
        refused(FORM, "1 "),
        refused(FORM, "-"),
        refused(FORM, "--1"),
        refused(FORM, "١"),
        refused(WRONG, "true"),
        refused(WRONG, "abc"),
        refused(WRONG, "NaN"),
        refused(WRONG, "2001-01-31"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> longs() {
    return List.of(
        same(TYPICAL, "42", "42"),
        same(LIMIT, "9223372036854775807", "9223372036854775807"),
        same(LIMIT, "-9223372036854775808", "-9223372036854775808"),
        same(LIMIT, "0009223372036854775807", "9223372036854775807"),
        refused(BEYOND, "9223372036854775808"),
        refused(BEYOND, "-9223372036854775809"),
        refused(BEYOND, "100000000000000000000"),
        refused(FORM, "1.0"),
        refused(FORM, "1e3"),
        refused(FORM, "+"),
        refused(WRONG, "true"),
        refused(WRONG, "abc"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> floats() {
    return List.of(
        same(TYPICAL, "1.5", "1.5"),
        same(TYPICAL, "-2", "-2.0"),
        same(TYPICAL, "0.1", "0.1"),
        same(FORM, "1e3", "1000.0"),
        same(FORM, "-0.0", "-0.0"),
        same(FORM, "16777217", "1.6777216E7"),
        same(FORM, "1.00000017881393432617187499", "1.0000001"),
        same(FORM, "1.00000017881393432617187501", "1.0000002"),
        text(FORM, "NaN", "NaN"),
        text(FORM, "Infinity", "Infinity"),
        text(FORM, "-inf", "-Infinity"),
        same(LIMIT, "3.4028235e38", "3.4028235E38"),
        same(LIMIT, "1.4e-45", "1.4E-45"),
        refused(BEYOND, "3.4028236e38"),
        refused(BEYOND, "-1e39"),
        refused(BEYOND, "1e-46"),
        same(FORM, "0e-999", "0.0"),
        refused(FORM, "1f"),
        refused(FORM, "0x1p3"),
        refused(WRONG, "true"),
        refused(WRONG, "abc"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> doubles() {
    return List.of(
        same(TYPICAL, "1.5", "1.5"),
        same(TYPICAL, "-2", "-2.0"),
        same(TYPICAL, "0.1", "0.1"),
        same(FORM, "1E3", "1000.0"),
        same(FORM, ".5", "0.5"),
        same(FORM, "5.", "5.0"),
        same(FORM, "+5", "5.0"),
        same(FORM, "-0.0", "-0.0"),
        same(FORM, "9007199254740993", "9.007199254740992E15"),
        same(FORM, "0.30000000000000004", "0.30000000000000004"),
        text(FORM, "NaN", "NaN"),
        text(FORM, "nan", "NaN"),
        text(FORM, "Infinity", "Infinity"),
        text(FORM, "-Infinity", "-Infinity"),
        text(FORM, "+inf", "Infinity"),
        same(LIMIT, "1.7976931348623157e308", "1.7976931348623157E308"),
        same(LIMIT, "4.9e-324", "4.9E-324"),
        refused(BEYOND, "1.7976931348623159e308"),
        refused(BEYOND, "-1e309"),
        refused(BEYOND, "1e-324"),
        refused(BEYOND, "1e99999999999999999999"),
        refused(FORM, "1d"),
        refused(FORM, "1e"),
        refused(FORM, "1e+"),
        refused(FORM, "."),
        refused(FORM, "-NaN"),
        refused(FORM, "1,5"),
        refused(FORM, " 1"),
        refused(WRONG, "true"),
        refused(WRONG, "abc"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> decimals() {
    return List.of(
        same(TYPICAL, "12.34", "12.34"),
        same(TYPICAL, "-12.3", "-12.30"),
        same(TYPICAL, "5", "5.00"),
        same(LIMIT, "9999999.99", "9999999.99"),
        same(LIMIT, "-9999999.99", "-9999999.99"),
        same(LIMIT, "0.01", "0.01"),
        refused(BEYOND, "10000000.00"),
        refused(BEYOND, "-10000000"),
        refused(BEYOND, "1.239"),
        refused(BEYOND, "0.001"),
        same(FORM, "1.2300", "1.23"),
        same(FORM, "1.5e3", "1500.00"),
        same(FORM, "150e-2", "1.50"),
        refused(FORM, "1e-3"),
        refused(FORM, "1e7"),
        same(FORM, "0e99", "0.00"),
        same(FORM, "-0", "0.00"),
        same(FORM, "+1.5", "1.50"),
        same(FORM, ".5", "0.50"),
        same(FORM, "5.", "5.00"),
        same(FORM, "00012.34", "12.34"),
        refused(FORM, "1,50"),
        refused(FORM, "1.2.3"),
        refused(FORM, " 1"),
        refused(FORM, "."),
        refused(WRONG, "NaN"),
        refused(WRONG, "true"),
        refused(WRONG, "abc"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> wideDecimals() {
    String nines = "9".repeat(38);
    return List.of(
        same(TYPICAL, "42", "42"),
        same(LIMIT, nines, nines),
        same(LIMIT, "-" + nines, "-" + nines),
        same(LIMIT, "9223372036854775808", "9223372036854775808"),
        same(LIMIT, "-18446744073709551616", "-18446744073709551616"),
        same(FORM, "1e37", "1" + "0".repeat(37)),
        refused(BEYOND, "1e38"),
        refused(BEYOND, "1" + "0".repeat(38)),
        refused(BEYOND, "-" + nines + "9"),
        refused(BEYOND, "0.5"));
  }

  private static List<ConversionRow> dates() {
    return List.of(
        text(TYPICAL, "2001-01-31", "2001-01-31"),
        text(TYPICAL, "1969-12-31", "1969-12-31"),
        text(TYPICAL, "2000-02-29", "2000-02-29"),
        refused(BEYOND, "2001-02-29"),
        refused(BEYOND, "1900-02-29"),
        refused(BEYOND, "2001-13-01"),
        refused(BEYOND, "2001-00-01"),
        refused(BEYOND, "2001-01-00"),
        refused(BEYOND, "2001-04-31"),
        text(LIMIT, "0000-01-01", "0000-01-01"),
        text(LIMIT, "-0001-12-31", "-0001-12-31"),
        text(LIMIT, "+10000-01-01", "+10000-01-01"),
        text(LIMIT, "+5881580-07-11", "+5881580-07-11"),
        text(LIMIT, "-5877641-06-23", "-5877641-06-23"),
        refused(BEYOND, "+5881580-07-12"),
        refused(BEYOND, "-5877641-06-22"),
        refused(FORM, "10000-01-01"),
        refused(FORM, "+2001-01-01"),
        refused(FORM, "-0000-01-01"),
        refused(FORM, "2001-1-1"),
        refused(FORM, "20010131"),
        refused(FORM, "31.01.2001"),
        refused(FORM, "01/31/2001"),
        refused(FORM, "2001-01-31 "),
        refused(WRONG, "2001-01-31T00:00:00"),
        refused(WRONG, "11353"),
        refused(WRONG, "true"),
        refused(WRONG, "abc"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> times() {
    return List.of(
        text(TYPICAL, "12:30:59", "12:30:59.000000"),
        text(TYPICAL, "12:30", "12:30:00.000000"),
        text(TYPICAL, "12:30:59.5", "12:30:59.500000"),
        text(LIMIT, "00:00:00", "00:00:00.000000"),
        text(LIMIT, "23:59:59.999999", "23:59:59.999999"),
        text(LIMIT, "12:30:59.123456000", "12:30:59.123456"),
        refused(BEYOND, "12:30:59.1234567"),
        refused(BEYOND, "24:00:00"),
        refused(BEYOND, "23:60:00"),
        refused(BEYOND, "23:59:60"),
        refused(FORM, "12:30:59Z"),
        refused(FORM, "12:30:59+01:00"),
        refused(FORM, "12:30:59."),
        refused(FORM, "1:30"),
        refused(FORM, "12:30 PM"),
        refused(FORM, "12"),
        refused(WRONG, "2001-01-31"),
        refused(WRONG, "45059"),
        refused(WRONG, "true"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> timestamps() {
    return List.of(
        text(TYPICAL, "2001-01-31T12:30:59", "2001-01-31T12:30:59.000000"),
        text(TYPICAL, "2001-01-31 12:30:59", "2001-01-31T12:30:59.000000"),
        text(TYPICAL, "2001-01-31T12:30", "2001-01-31T12:30:00.000000"),
        text(TYPICAL, "1969-12-31T23:59:59.999999", "1969-12-31T23:59:59.999999"),
        text(LIMIT, "2001-01-31T12:30:59.123456000", "2001-01-31T12:30:59.123456"),
        refused(BEYOND, "2001-01-31T12:30:59.1234567"),
        text(LIMIT, "+294247-01-10T04:00:54.775807", "+294247-01-10T04:00:54.775807"),
        text(LIMIT, "-290308-12-21T19:59:05.224192", "-290308-12-21T19:59:05.224192"),
        refused(BEYOND, "+294247-01-10T04:00:54.775808"),
        refused(BEYOND, "-290308-12-21T19:59:05.224191"),
        refused(BEYOND, "+5881580-07-11T00:00:00"),
        refused(BEYOND, "2001-02-29T00:00:00"),
        refused(BEYOND, "2001-01-31T24:00:00"),
        refused(FORM, "2001-01-31T12:30:59Z"),
        refused(FORM, "2001-01-31T12:30:59+00:00"),
        refused(FORM, "2001-01-31"),
        refused(FORM, "2001-01-31T"),
        refused(FORM, "2001-01-31T12"),
        refused(FORM, "2001-01-31t12:30:59"),
        refused(FORM, "2001-01-31  12:30:59"),
        refused(FORM, "2001-01-31T12:30:59,5"),
        refused(WRONG, "980944259"),
        refused(WRONG, "true"),
        refused(WRONG, "abc"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> zonedTimestamps() {
    return List.of(
        text(TYPICAL, "2001-01-31T12:30:59Z", "2001-01-31T12:30:59.000000Z"),
        text(TYPICAL, "2001-01-31 12:30:59.5Z", "2001-01-31T12:30:59.500000Z"),
        text(TYPICAL, "2001-01-31T12:30:59+01:00", "2001-01-31T11:30:59.000000Z"),
        text(FORM, "2001-01-31T12:30:59-0530", "2001-01-31T18:00:59.000000Z"),
        text(FORM, "2001-01-31T12:30+01", "2001-01-31T11:30:00.000000Z"),
        text(FORM, "2001-01-01T00:30:00+01:00", "2000-12-31T23:30:00.000000Z"),
        text(FORM, "2001-01-31T12:30:59-00:00", "2001-01-31T12:30:59.000000Z"),
        text(LIMIT, "2001-01-31T12:30:59+18:00", "2001-01-30T18:30:59.000000Z"),
        refused(BEYOND, "2001-01-31T12:30:59+18:01"),
        refused(BEYOND, "2001-01-31T12:30:59+01:60"),
        text(LIMIT, "+294247-01-10T05:00:54.775807+01:00", "+294247-01-10T04:00:54.775807Z"),
        refused(BEYOND, "+294247-01-10T04:00:54.775807-00:01"),
        refused(BEYOND, "2001-01-31T12:30:59.1234567Z"),
        refused(FORM, "2001-01-31T12:30:59"),
        refused(FORM, "2001-01-31T12:30:59z"),
        refused(FORM, "2001-01-31T12:30:59 Z"),
        refused(FORM, "2001-01-31T12:30:59 UTC"),
        refused(FORM, "2001-01-31T12:30:59+1"),
        refused(FORM, "2001-01-31T12:30:59+01:"),
        refused(FORM, "2001-01-31T12:30:59+01:00[Europe/Paris]"),
        refused(FORM, "2001-01-31Z"),
        refused(WRONG, "980944259"),
        refused(WRONG, "true"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> nanoTimestamps() {
    return List.of(
        text(TYPICAL, "2001-01-31T12:30:59.123456789", "2001-01-31T12:30:59.123456789"),
        text(TYPICAL, "2001-01-31 12:30", "2001-01-31T12:30:00.000000"),
        text(LIMIT, "2262-04-11T23:47:16.854775807", "2262-04-11T23:47:16.854775807"),
        text(LIMIT, "1677-09-21T00:12:43.145224192", "1677-09-21T00:12:43.145224192"),
        refused(BEYOND, "2262-04-11T23:47:16.854775808"),
        refused(BEYOND, "1677-09-21T00:12:43.145224191"),
        refused(BEYOND, "2001-01-31T12:30:59.1234567891"),
        refused(FORM, "2001-01-31T12:30:59Z"),
        refused(FORM, "2001-01-31"),
        refused(WRONG, "980944259"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> zonedNanoTimestamps() {
    return List.of(
        text(TYPICAL, "2001-01-31T12:30:59.123456789Z", "2001-01-31T12:30:59.123456789Z"),
        text(TYPICAL, "2001-01-31T12:30:59-01:00", "2001-01-31T13:30:59.000000Z"),
        text(LIMIT, "2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775807Z"),
        text(LIMIT, "1677-09-21T00:12:43.145224192Z", "1677-09-21T00:12:43.145224192Z"),
        refused(BEYOND, "2262-04-11T23:47:16.854775808Z"),
        refused(BEYOND, "1677-09-21T00:12:43.145224191Z"),
        refused(FORM, "2001-01-31T12:30:59"),
        refused(WRONG, "980944259"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> strings() {
    return List.of(
        text(TYPICAL, "Zürich", "Zürich"),
        text(TYPICAL, "日本 🛫", "日本 🛫"),
        text(FORM, " two  spaces ", " two  spaces "),
        text(FORM, "NaN", "NaN"),
        text(WRONG, "true", "true"),
        text(WRONG, "12", "12"),
        text(WRONG, "1.5e3", "1.5e3"),
        text(WRONG, "null", "null"),
        text(EMPTY, "", ""));
  }

  private static List<ConversionRow> uuids() {
    return List.of(
        text(
            TYPICAL,
            "f79c3e09-677c-4bbd-a479-3f349cb785e7",
            "f79c3e09-677c-4bbd-a479-3f349cb785e7"),
        text(FORM, "F79C3E09-677C-4BBD-A479-3F349CB785E7", "f79c3e09-677c-4bbd-a479-3f349cb785e7"),
        text(LIMIT, "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"),
        text(LIMIT, "ffffffff-ffff-ffff-ffff-ffffffffffff", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        refused(FORM, "f79c3e09677c4bbda4793f349cb785e7"),
        refused(FORM, "{f79c3e09-677c-4bbd-a479-3f349cb785e7}"),
        refused(BEYOND, "f79c3e09-677c-4bbd-a479-3f349cb785e"),
        refused(BEYOND, "g79c3e09-677c-4bbd-a479-3f349cb785e7"),
        refused(WRONG, "12"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> fixeds() {
    return List.of(
        text(TYPICAL, "YWJj", "0x616263"),
        text(LIMIT, "AAAA", "0x000000"),
        text(LIMIT, "////", "0xffffff"),
        refused(BEYOND, "YWI="),
        refused(BEYOND, "YWJjZA=="),
        refused(FORM, "616263"),
        refused(FORM, "YW Jj"),
        refused(WRONG, "12"),
        refused(EMPTY, ""));
  }

  private static List<ConversionRow> binaries() {
    return List.of(
        text(TYPICAL, "YWI=", "0x6162"),
        text(TYPICAL, "YQ==", "0x61"),
        text(TYPICAL, "+/+/", "0xfbffbf"),
        refused(FORM, "YWI"),
        refused(FORM, "YWJ="),
        refused(FORM, "-_-_"),
        refused(FORM, "YW\nI="),
        refused(FORM, "===="),
        refused(WRONG, "0x6162"),
        refused(WRONG, "12"),
        text(EMPTY, "", "0x"));
  }

  private static List<ConversionRow> unknowns() {
    return List.of(refused(TYPICAL, "abc"), refused(TYPICAL, "12"), refused(EMPTY, ""));
  }
}
