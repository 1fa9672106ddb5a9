import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A Spark session that reads SQL from standard input, a JSON string a line, and answers each
 * with a line of JSON: the rows as an array of objects, or {@code {"error": …}}. Values have the
 * form that the command {@code firn query --format json} gives them.
 */
public final class SparkStatements {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private SparkStatements() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // Whatever a library prints must not stand between the answers.
    System.setOut(System.err);
    SparkSession spark = SparkSession.builder().getOrCreate();
    BufferedReader statements =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = statements.readLine(); line != null; line = statements.readLine()) {
      answers.println(answer(spark, JSON.readValue(line, String.class)));
    }
    spark.stop();
  }

  private static String answer(SparkSession spark, String sql) throws Exception {
    List<Object> rows = new ArrayList<>();
    try {
      for (Row row : spark.sql(sql).collectAsList()) {
        rows.add(value(row));
      }
    } catch (Exception e) {
      return JSON.writeValueAsString(Map.of("error", e.toString()));
    }
    return JSON.writeValueAsString(rows);
  }

  private static Object value(Object value) {
    if (value instanceof Row) {
      Row row = (Row) value;
      Map<String, Object> fields = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        fields.put(row.schema().fields()[i].name(), value(row.get(i)));
      }
      return fields;
    } else if (value instanceof Seq) {
      List<Object> elements = new ArrayList<>();
      CollectionConverters.asJava((Seq<?>) value).forEach(each -> elements.add(value(each)));
      return elements;
    } else if (value instanceof scala.collection.Map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      CollectionConverters.asJava((scala.collection.Map<?, ?>) value)
          .forEach((key, each) -> entries.put(String.valueOf(value(key)), value(each)));
      return entries;
    } else if (value instanceof LocalDate) {
      return value.toString();
    } else if (value instanceof LocalDateTime) {
      return MICROS.format((LocalDateTime) value);
    } else if (value instanceof Instant) {
      return MICROS.format(LocalDateTime.ofInstant((Instant) value, ZoneOffset.UTC)) + "Z";
    } else if (value instanceof Float) {
      Float number = (Float) value;
      return Float.isFinite(number) ? new BigDecimal(number.toString()) : number.toString();
    } else if (value instanceof Double) {
      Double number = (Double) value;
      return Double.isFinite(number) ? new BigDecimal(number.toString()) : number.toString();
    }
    // Null, booleans, whole numbers, decimals and text are as JSON has them; bytes become base64.
    return value;
  }
}
