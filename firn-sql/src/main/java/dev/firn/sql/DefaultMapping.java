package dev.firn.sql;

import dev.firn.engine.catalog.DefaultValue;
import dev.firn.engine.error.FirnException;
import io.trino.sql.tree.ArithmeticUnaryExpression;
import io.trino.sql.tree.BinaryLiteral;
import io.trino.sql.tree.BooleanLiteral;
import io.trino.sql.tree.DecimalLiteral;
import io.trino.sql.tree.DoubleLiteral;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.GenericLiteral;
import io.trino.sql.tree.LongLiteral;
import io.trino.sql.tree.NullLiteral;
import io.trino.sql.tree.StringLiteral;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** What stands after DEFAULT: one literal. Iceberg keeps a value, not an expression. */
final class DefaultMapping {
  private DefaultMapping() {}

  /** The value; empty for NULL, which is no default. */
  static Optional<DefaultValue> of(SqlPosition start, Expression expression) {
    return switch (expression) {
      case NullLiteral _ -> Optional.empty();
      case StringLiteral text -> Optional.of(new DefaultValue.Text(text.getValue()));
      case BooleanLiteral truth -> Optional.of(new DefaultValue.Truth(truth.getValue()));
      case BinaryLiteral bytes ->
          Optional.of(new DefaultValue.Bytes(HexFormat.of().formatHex(bytes.getValue())));
      case GenericLiteral typed ->
          Optional.of(
              new DefaultValue.Typed(typed.getType().toLowerCase(Locale.ROOT), typed.getValue()));
      case ArithmeticUnaryExpression signed
          when signed.getSign() == ArithmeticUnaryExpression.Sign.MINUS ->
          Optional.of(new DefaultValue.Numeric(number(start, signed.getValue()).negate()));
      default -> Optional.of(new DefaultValue.Numeric(number(start, expression)));
    };
  }

  private static BigDecimal number(SqlPosition start, Expression expression) {
    return switch (expression) {
      case LongLiteral number -> BigDecimal.valueOf(number.getParsedValue());
      case DecimalLiteral number -> new BigDecimal(number.getValue());
      case DoubleLiteral number when Double.isFinite(number.getValue()) ->
          new BigDecimal(Double.toString(number.getValue()));
      default -> throw noLiteral(start, expression);
    };
  }

  private static FirnException noLiteral(SqlPosition start, Expression expression) {
    return start
        .of(expression)
        .syntax(
            "DEFAULT",
            "a literal such as 5, 'text', true, DATE '2026-01-02' or X'00ff'",
            "an expression",
            "Iceberg keeps a value.");
  }
}
