package scimbridge.policy.mapping.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.TypeParamType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Optional;
import scimbridge.fault.Fault;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.mapping.Source;
import scimbridge.policy.mapping.ValueType;

/**
 * Compiles expressions over the variable {@code user}. Immutable and safe for many threads; making
 * one costs some hundred milliseconds the first time.
 *
 * <p>Besides CEL's standard functions and those for text, there are {@code preferred(list)}: of
 * several values the primary one, else the first; and {@code ofType(list, type)}: those of a type.
 */
public final class Expressions {
  /** The longest expression, in code points. */
  public static final int MAX_LENGTH = 2000;

  private static final int MAX_DEPTH = 32;

  /** How many elements an evaluation may look at, all loops together. */
  private static final int MAX_ITERATIONS = 10_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MAX_LENGTH)
          .maxParseRecursionDepth(MAX_DEPTH)
          .comprehensionMaxIterations(MAX_ITERATIONS)
          .enableHeterogeneousNumericComparisons(true)
          .build();

  private static final CelType ELEMENT = TypeParamType.create("E");

  private final UserType user;
  private final CelCompiler compiler;
  private final CelRuntime runtime;

  /** Takes names and types from these schemas. */
  public Expressions(Schemas schemas) {
    this.user = new UserType(schemas);
    this.compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(CelExtensions.strings())
            .setTypeProvider(new Types(user.structs()))
            .addVar(Expression.USER, user.type())
            .addFunctionDeclarations(
                CelFunctionDecl.newFunctionDeclaration(
                    "preferred",
                    CelOverloadDecl.newGlobalOverload(
                        "preferred_list", ELEMENT, ListType.create(ELEMENT))),
                CelFunctionDecl.newFunctionDeclaration(
                    "ofType",
                    CelOverloadDecl.newGlobalOverload(
                        "ofType_list_string",
                        ListType.create(ELEMENT),
                        ListType.create(ELEMENT),
                        SimpleType.STRING)))
            .build();
    this.runtime =
        CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(CelExtensions.strings())
            .addFunctionBindings(
                CelFunctionBinding.from("preferred_list", List.class, Values::preferred),
                CelFunctionBinding.from(
                    "ofType_list_string", List.class, String.class, Values::ofType))
            .build();
  }

  /**
   * Compiles an expression and checks its types.
   *
   * @throws Fault INVALID_VALUE if it is none, or gives what no attribute can hold; the detail is
   *     one sentence that completes "the expression …" and says where
   */
  public Source compile(String text) {
    CelValidationResult checked = compiler.compile(text);
    if (checked.hasError()) {
      CelIssue first = checked.getErrors().getFirst();
      throw problem(
          "is not valid at character "
              + (first.getSourceLocation().getColumn() + 1)
              + (text.contains("\n") ? " of line " + first.getSourceLocation().getLine() : "")
              + ": "
              + firstLine(first.getMessage()));
    }
    try {
      CelAbstractSyntaxTree tree = checked.getAst();
      ValueType type = valueType(tree.getResultType());
      return new Source(text, type, new Expression(user, runtime.createProgram(tree))::evaluate);
    } catch (CelValidationException | CelEvaluationException invalid) {
      throw problem("is not valid: " + firstLine(String.valueOf(invalid.getMessage())));
    }
  }

  private static ValueType valueType(CelType type) {
    return switch (type.kind()) {
      case STRING -> ValueType.TEXT;
      case INT, UINT, DOUBLE -> ValueType.NUMBER;
      case BOOL -> ValueType.BOOLEAN;
      case TIMESTAMP -> ValueType.DATE_TIME;
      case DYN -> ValueType.ANY;
      case LIST -> {
        if (type instanceof ListType list && isSimple(list.elemType().kind())) {
          yield ValueType.TEXT;
        }
        throw problem("gives a list of objects, and an attribute holds text");
      }
      default ->
          throw problem(
              "gives "
                  + type.name()
                  + ", and an attribute holds text, a number, true or false, a"
                  + " timestamp or a list of these");
    };
  }

  private static boolean isSimple(CelKind kind) {
    return switch (kind) {
      case STRING, INT, UINT, DOUBLE, BOOL, DYN -> true;
      default -> false;
    };
  }

  /** What follows are the overloads that would have fitted, which can be dozens. */
  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    int candidates = line.indexOf(" (candidates:");
    return candidates < 0 ? line : line.substring(0, candidates);
  }

  private static Fault problem(String text) {
    return Fault.of(Fault.Kind.INVALID_VALUE, text);
  }

  /** The types of a user, for the compiler. */
  private record Types(ImmutableMap<String, StructType> structs) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
      return Optional.ofNullable(structs.get(name));
    }
  }
}
