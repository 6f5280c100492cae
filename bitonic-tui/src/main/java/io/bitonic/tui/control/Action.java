package io.bitonic.tui.control;

import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.UiState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Something a user can do. Keys, footer, help, palette and command line all come from the one table
 * of these. Immutable.
 *
 * @param name as the command line spells it: lower case, words joined by -
 * @param title in the help and the palette
 * @param hint in the footer; empty to stay out of it
 * @param scopes where its keys mean it
 * @param keys names of {@link Keys}
 * @param reason why it can't be done now, or empty
 * @param run does it
 * @param argument what the command line may give it, or null
 */
public record Action(
    String name,
    String title,
    String hint,
    List<Scope> scopes,
    List<String> keys,
    Function<UiState, String> reason,
    BiConsumer<UiState, Consumer<Effect>> run,
    Argument argument) {

  /** Acts on what was typed; returns what is wrong with it, or empty. */
  public interface WithText {
    String run(UiState state, String text, Consumer<Effect> out);
  }

  /**
   * Text after a command's name.
   *
   * @param hint what it is
   * @param words known values, for completion
   */
  public record Argument(String hint, Function<UiState, List<String>> words, WithText run) {}

  /** An action that is always possible. */
  public static Action of(
      String name,
      String title,
      Scope scope,
      String keys,
      BiConsumer<UiState, Consumer<Effect>> run) {
    List<String> list = keys.isEmpty() ? List.of() : Arrays.asList(keys.split(" "));
    return new Action(name, title, "", List.of(scope), list, s -> "", run, null);
  }

  /** With a short word for the footer. */
  public Action hint(String text) {
    return new Action(name, title, text, scopes, keys, reason, run, argument);
  }

  /** Not possible while {@code why} gives a reason. */
  public Action unless(Function<UiState, String> why) {
    return new Action(name, title, hint, scopes, keys, why, run, argument);
  }

  /** Also meant in these scopes. */
  public Action in(Scope... more) {
    List<Scope> all = new ArrayList<>(scopes);
    all.addAll(List.of(more));
    return new Action(name, title, hint, List.copyOf(all), keys, reason, run, argument);
  }

  public Action with(String what, Function<UiState, List<String>> words, WithText act) {
    return new Action(name, title, hint, scopes, keys, reason, run, new Argument(what, words, act));
  }
}
