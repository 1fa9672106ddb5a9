package dev.firn.engine.rule;

import io.trino.sql.tree.BinaryLiteral;
import io.trino.sql.tree.BooleanLiteral;
import io.trino.sql.tree.DecimalLiteral;
import io.trino.sql.tree.DoubleLiteral;
import io.trino.sql.tree.GenericLiteral;
import io.trino.sql.tree.Literal;
import io.trino.sql.tree.LongLiteral;
import io.trino.sql.tree.NullLiteral;
import io.trino.sql.tree.StringLiteral;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Types;

/** Literals, exactly as they are written or not at all. */
final class Literals {
  private static final int DECIMAL_DIGITS_MAX = 38;
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final RuleText rule;
  private final Moments moments;

  Literals(RuleText rule) {
    this.rule = rule;
    this.moments = new Moments(rule);
  }

  Operand of(Literal literal) {
    return switch (literal) {
      case LongLiteral number -> Operand.Exact.of(number.getParsedValue());
      case DecimalLiteral number -> decimal(number);
      case DoubleLiteral number -> floating(number);
      case BooleanLiteral truth ->
          new Operand.Bool(Logic.constant(truth.getValue() ? Truth.TRUE : Truth.FALSE));
      case StringLiteral text ->
          new Operand.Value(
              Types.StringType.get(),
              Constant.of(text.getValue().getBytes(StandardCharsets.UTF_8)));
      case BinaryLiteral binary ->
          new Operand.Value(Types.BinaryType.get(), Constant.of(binary.getValue()));
      case NullLiteral _ -> new Operand.Null();
      case GenericLiteral typed -> generic(typed);
      default -> throw unknown(literal, "an interval");
    };
  }

  private RuntimeException unknown(Literal literal, String found) {
    return rule.refusal(
        literal,
        "a number, text, TRUE, FALSE, NULL, X'…', DATE, TIME, TIMESTAMP, DECIMAL or UUID '…'",
        found);
  }

  private Operand decimal(DecimalLiteral literal) {
    BigDecimal exact = new BigDecimal(literal.getValue().replace("_", ""));
    int digits = Math.max(exact.precision(), exact.scale());
    if (digits > DECIMAL_DIGITS_MAX || exact.scale() < 0) {
      throw rule.refusal(literal, "a number of at most 38 digits", digits + " digits");
    }
    return new Operand.Exact(Types.DecimalType.of(digits, exact.scale()), exact);
  }

  private Operand floating(DoubleLiteral literal) {
    if (!Double.isFinite(literal.getValue())) {
      throw rule.refusal(literal, "a number that a double holds", "one that is too large");
    }
    return new Operand.Value(Types.DoubleType.get(), Constant.of(literal.getValue()));
  }

  private Operand generic(GenericLiteral literal) {
    String type = literal.getType().toUpperCase(Locale.ROOT);
    return switch (type) {
      case "DATE" -> moments.date(literal);
      case "TIME" -> moments.time(literal);
      case "TIMESTAMP" -> moments.timestamp(literal);
      case "UUID" -> uuid(literal);
      default -> throw unknown(literal, type + " '…'");
    };
  }

  private Operand uuid(GenericLiteral literal) {
    if (!UUID_TEXT.matcher(literal.getValue()).matches()) {
      throw rule.refusal(
          literal, "a UUID of 8-4-4-4-12 hexadecimal digits", "'" + literal.getValue() + "'");
    }
    UUID uuid = UUID.fromString(literal.getValue());
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
    return new Operand.Value(Types.UUIDType.get(), Constant.of(bytes));
  }
}
