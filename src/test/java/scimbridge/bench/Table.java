package scimbridge.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, line by line, printed at the end as a Markdown table. */
final class Table {
  private final String title;
  private final List<String> lines = new ArrayList<>();

  Table(String title) {
    this.title = title;
  }

  void line(String what, String measured) {
    lines.add("| " + what + " | " + measured + " |");
  }

  void line(String what, String pattern, Object... values) {
    line(what, String.format(Locale.ROOT, pattern, values));
  }

  void print() {
    System.out.println();
    System.out.println("| " + title + " | measured |\n|---|---|");
    lines.forEach(System.out::println);
    System.out.println();
  }
}
