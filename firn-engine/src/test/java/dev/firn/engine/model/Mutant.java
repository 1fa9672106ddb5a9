package dev.firn.engine.model;

import static java.lang.constant.ConstantDescs.CD_List;
import static java.lang.constant.ConstantDescs.CD_Object;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A mistake in the engine that the model must find, and as what: its violation's message begins
 * with one of these. Where the engine itself notices first, and stops the table, that is meant.
 */
@SuppressWarnings(
    "ImmutableEnumChecker") // What it holds is never changed, which the check cannot see.
enum Mutant {
  /** Receipts before the disk has the frames. */
  NO_SYNC_OF_FRAMES("log.SegmentWriter", withoutCall("append", "sync"), "LOST"),
  /** A segment's name may be lost with its frames. */
  NO_SYNC_OF_THE_LOGS_FOLDER(
      "log.SegmentWriter",
      withoutCall("begin", "syncFolder"),
      "LOST",
      "WRONG_FAILURE.*set back to an older state or removed"),
  /** Every row is new. */
  NO_DUPLICATE_CHECK(
      "log.ProducerState",
      body(
          "missingOf",
          code ->
              code.aload(1)
                  .invokestatic(CD_List, "of", MethodTypeDesc.of(CD_List, CD_Object), true)
                  .areturn()),
      "DOUBLED"),
  /** Row numbers do not outlive segments. */
  NO_PRODUCERS_IN_HEADERS(
      "log.ProducerStates",
      body("toBytes", code -> code.iconst_4().newarray(TypeKind.BYTE).areturn()),
      "DOUBLED"),
  /** The rows are committed, the table does not say how far. */
  NO_POSITION_IN_THE_TABLE(
      "commit.LogProgress",
      body("applyTo", CodeBuilder::return_).andThen(body("requireExpected", CodeBuilder::return_)),
      "DOUBLED",
      "WRONG_FAILURE.*The table was set back to an older state"),
  /** A commit that failed is taken for one that did not land. */
  NO_LOOK_AFTER_A_FAILED_COMMIT(
      "commit.TableCommitter",
      body("hasLanded", code -> code.iconst_0().ireturn()),
      "MISSING_FILE",
      "DOUBLED",
      "WRONG_FAILURE.*expected its metadata file"),
  /** A seal of unknown outcome is made again at once. */
  NO_LOOK_BEFORE_THE_NEXT_SEAL(
      "ingest.Lane",
      body(
          "settleOpen",
          code ->
              code.invokestatic(
                      ClassDesc.of("java.util.Optional"),
                      "empty",
                      MethodTypeDesc.of(ClassDesc.of("java.util.Optional")))
                  .areturn()),
      "WRONG_FAILURE.*The table and its log are not of the same moment"),
  /** Segments go when their rows are staged, not when they are committed. */
  DROP_BEFORE_THE_POINTER("ingest.Lane", beforeReturn("stage", Mutant::dropEarly), "LOST"),
  /** After a failed write the segment is written on. */
  NO_CONDEMNED_SEGMENTS(
      "log.SegmentWriter", body("condemn", CodeBuilder::return_), "LOST", "DOUBLED"),
  /** What is torn is taken as it is. */
  NO_CUT_OF_TORN_TAILS(
      "log.LogScan",
      body("cutUnwitnessed", code -> code.iconst_0().ireturn()),
      "WRONG_FAILURE.*expected the rows that were written, found other bytes",
      "STUCK.*expected the rows that were written, found other bytes"),
  /** A batch of several frames may be there in part. */
  NO_WHOLE_BATCHES(
      "log.FrameHeader", body("framesLeft", code -> code.iconst_0().ireturn()), "HALF_BATCH");

  private final String className;
  private final ClassTransform transform;
  private final List<String> foundAs;

  Mutant(String className, ClassTransform transform, String... foundAs) {
    this.className = "dev.firn.engine." + className;
    this.transform = transform;
    this.foundAs = List.of(foundAs);
  }

  String className() {
    return className;
  }

  /** Whether a violation is what this mistake leads to. */
  boolean explains(String violation) {
    return foundAs.stream()
        .anyMatch(each -> Pattern.compile("^" + each, Pattern.DOTALL).matcher(violation).find());
  }

  /** The class with the mistake; fails if there is no place for it any more. */
  byte[] mutate(byte[] original) {
    byte[] changed = ClassFile.of().transformClass(ClassFile.of().parse(original), transform);
    if (Arrays.equals(
        changed,
        ClassFile.of().transformClass(ClassFile.of().parse(original), ClassTransform.ACCEPT_ALL))) {
      throw new IllegalStateException(this + ": nothing to change in " + className);
    }
    return changed;
  }

  private static Predicate<MethodModel> named(String name) {
    return method -> method.methodName().equalsString(name);
  }

  /** The method does something else. */
  private static ClassTransform body(String method, Consumer<CodeBuilder> code) {
    return (builder, element) -> {
      if (element instanceof MethodModel model && named(method).test(model)) {
        builder.withMethodBody(
            model.methodName(), model.methodType(), model.flags().flagsMask(), code);
      } else {
        builder.with(element);
      }
    };
  }

  /** The method does not make a call of an interface's method; what it was given is dropped. */
  private static ClassTransform withoutCall(String method, String call) {
    return ClassTransform.transformingMethodBodies(
        named(method),
        (code, element) -> {
          if (element instanceof InvokeInstruction invoke && invoke.name().equalsString(call)) {
            invoke.typeSymbol().parameterList().forEach(each -> code.pop());
            code.pop();
          } else {
            code.with(element);
          }
        });
  }

  /** The method does something more before it returns. */
  private static ClassTransform beforeReturn(String method, Consumer<CodeBuilder> more) {
    CodeTransform transform =
        (CodeBuilder code, CodeElement element) -> {
          if (element instanceof ReturnInstruction) {
            more.accept(code);
          }
          code.with(element);
        };
    return ClassTransform.transformingMethodBodies(named(method), transform);
  }

  /** By a method of the tests, which the engine's own package can see. */
  private static void dropEarly(CodeBuilder code) {
    ClassDesc log = ClassDesc.of("dev.firn.engine.ingest.LaneLog");
    ClassDesc range = ClassDesc.of("dev.firn.engine.log.SealRange");
    code.aload(1)
        .aload(2)
        .invokestatic(
            ClassDesc.of("dev.firn.engine.ingest.EarlyDrop"),
            "drop",
            MethodTypeDesc.ofDescriptor(
                "(" + log.descriptorString() + range.descriptorString() + ")V"));
  }
}
