package io.bitonic.tui.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bitonic.tui.filter.Fields;
import io.bitonic.tui.filter.FilterFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The manual's tables are those of the program. {@code -Dgolden.update=true} writes them between
 * their marks.
 */
class ManualTest {
  private static final Path FILE = Path.of("..", "docs", "dashboard.md");

  @Test
  void keys() throws IOException {
    StringBuilder b = new StringBuilder();
    for (Scope scope : Scope.values()) {
      StringBuilder rows = new StringBuilder();
      for (Action a : ActionTable.DASHBOARD.actions()) {
        if (!a.keys().isEmpty() && a.scopes().getFirst() == scope) {
          rows.append("| ");
          for (String k : a.keys()) {
            rows.append('`').append(k).append("` ");
          }
          String name = ActionTable.DASHBOARD.callable().contains(a) ? "`:" + a.name() + "`" : "";
          String argument = a.argument() == null ? "" : " " + a.argument().hint();
          rows.append("| ").append(a.title()).append(" | ").append(name).append(argument);
          rows.append(" |\n");
        }
      }
      if (!rows.isEmpty()) {
        b.append("\n**").append(scope.title()).append("**\n\n");
        b.append("| key | what it does | command |\n|---|---|---|\n").append(rows);
      }
    }
    StringBuilder more = new StringBuilder();
    for (Action a : ActionTable.DASHBOARD.callable()) {
      if (a.keys().isEmpty()) {
        more.append(more.isEmpty() ? "" : ", ").append("`:").append(a.name()).append('`');
        more.append(a.argument() == null ? "" : " " + a.argument().hint());
      }
    }
    b.append("\nCommands without a key: ").append(more).append(".\n");
    check("keys", b.toString());
  }

  @Test
  void fields() throws IOException {
    check(
        "fields",
        "\n| list | fields |\n|---|---|\n"
            + row("torrents", FilterFields.torrents(() -> 0))
            + row("files", FilterFields.files())
            + row("peers", FilterFields.peers()));
  }

  private static String row(String list, Fields<?> fields) {
    StringBuilder b = new StringBuilder("| " + list + " |");
    for (String n : fields.names()) {
      b.append(" `").append(n).append('`');
    }
    return b.append(" |\n").toString();
  }

  private static void check(String mark, String want) throws IOException {
    String text = Files.readString(FILE);
    String open = "<!-- " + mark + " -->\n";
    String close = "\n<!-- end of " + mark + " -->";
    int from = text.indexOf(open) + open.length();
    int to = text.indexOf(close);
    if (Boolean.getBoolean("golden.update")) {
      text = text.substring(0, from) + want + text.substring(to);
      Files.writeString(FILE, text);
      to = text.indexOf(close);
    }
    assertEquals(want, text.substring(from, to), FILE + " differs from the program");
  }
}
