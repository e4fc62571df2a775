package scimbridge.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Call;
import scimbridge.directory.Audit.Change;

/**
 * How much of one thing that happened is kept. Everything that a client sent is bounded already,
 * but a record is kept for months, and there is one for every write: it has at most about 12,000
 * characters. Calls come first, then changes, then the sentences of the plan.
 */
final class AuditBounds {
  private static final int LONGEST_RECORD = 12_000;
  private static final int LONGEST_SENTENCE = 2_000;
  private static final int LONGEST_NAME = 500;
  private static final int LONGEST_VALUE = 256;
  private static final int MOST_OF_ONE_KIND = 100;

  private int left = LONGEST_RECORD;
  private int leftOut;

  /** How many elements were left out so far. */
  int leftOut() {
    return leftOut;
  }

  List<Call> calls(List<Call> calls) {
    return kept(
        calls,
        call ->
            new Call(
                call.operation(),
                sentence(call.sentence()),
                call.outcome(),
                sentence(call.reason()),
                call.millis()),
        call -> call.operation().length() + call.sentence().length() + call.reason().length());
  }

  List<Change> changes(List<Change> changes) {
    return kept(
        changes,
        change -> new Change(text(change.path()), value(change.before()), value(change.after())),
        change -> change.path().length() + length(change.before()) + length(change.after()));
  }

  List<String> sentences(List<String> sentences) {
    return kept(sentences, AuditBounds::sentence, String::length);
  }

  private <T> List<T> kept(List<T> all, UnaryOperator<T> shorten, ToIntFunction<T> length) {
    List<T> kept = new ArrayList<>();
    for (T element : all) {
      T shortened = shorten.apply(element);
      if (kept.size() == MOST_OF_ONE_KIND || length.applyAsInt(shortened) > left) {
        break;
      }
      left -= length.applyAsInt(shortened);
      kept.add(shortened);
    }
    leftOut += all.size() - kept.size();
    return List.copyOf(kept);
  }

  static String sentence(String text) {
    return cut(text, LONGEST_SENTENCE);
  }

  static String name(String name) {
    return cut(name, LONGEST_NAME);
  }

  private static String text(String value) {
    return cut(value, LONGEST_VALUE);
  }

  private static @Nullable String value(@Nullable String value) {
    return value == null ? null : text(value);
  }

  private static int length(@Nullable String value) {
    return value == null ? 0 : value.length();
  }

  private static String cut(String text, int longest) {
    String cut = text.length() <= longest ? text : text.substring(0, longest - 1) + '\u2026';
    return isStorable(cut) ? cut : storable(cut);
  }

  /** What no store takes must not keep a change from being written that was made already. */
  private static String storable(String text) {
    StringBuilder storable = new StringBuilder();
    text.codePoints()
        .map(point -> isStorable(point) ? point : 0xFFFD)
        .forEach(storable::appendCodePoint);
    return storable.toString();
  }

  private static boolean isStorable(String text) {
    return text.codePoints().allMatch(AuditBounds::isStorable);
  }

  private static boolean isStorable(int point) {
    return point != 0 && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
  }
}
