package dev.firn.engine.registry;

import dev.firn.engine.storage.FaultPlan;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A real database whose statements and commits fail where a {@link FaultPlan} says. A failure loses
 * the connection, as a broken network would: what was not committed is rolled back.
 */
public final class FaultyDataSource {
  private FaultyDataSource() {}

  /** The database under a plan. */
  public static DataSource of(DataSource real, FaultPlan plan) {
    return proxy(
        DataSource.class,
        (ignored, method, arguments) -> {
          Object result = invoke(real, method, arguments);
          return result instanceof Connection connection ? wrap(connection, plan) : result;
        });
  }

  private static Connection wrap(Connection connection, FaultPlan plan) {
    return proxy(
        Connection.class,
        (ignored, method, arguments) -> {
          if (method.getName().equals("commit")) {
            return counted(connection, connection, method, arguments, plan);
          }
          Object result = invoke(connection, method, arguments);
          return switch (result) {
            case CallableStatement each -> each;
            case PreparedStatement each -> wrap(PreparedStatement.class, each, connection, plan);
            case Statement each -> wrap(Statement.class, each, connection, plan);
            case null, default -> result;
          };
        });
  }

  private static <S extends Statement> S wrap(
      Class<S> type, S statement, Connection connection, FaultPlan plan) {
    return proxy(
        type,
        (ignored, method, arguments) ->
            method.getName().startsWith("execute")
                ? counted(statement, connection, method, arguments, plan)
                : invoke(statement, method, arguments));
  }

  private static Object counted(
      Object target, Connection connection, Method method, Object[] arguments, FaultPlan plan)
      throws Throwable {
    String call = "sql " + method.getName();
    Optional<FaultPlan.Mode> fails;
    try {
      fails = plan.enter(call, SQLException::new);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    Object result = invoke(target, method, arguments);
    if (fails.isPresent()) {
      connection.close();
    }
    plan.leave(fails, call, SQLException::new);
    return result;
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
