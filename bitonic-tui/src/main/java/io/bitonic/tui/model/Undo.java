package io.bitonic.tui.model;

import io.bitonic.core.api.EngineCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * What can be taken back. A removal (without data) waits for {@link #GRACE_MILLIS} before the
 * engine hears of it: the torrents are paused and off the screen until then. Owned by the UI
 * thread.
 */
public final class Undo {
  public static final long GRACE_MILLIS = 15_000;
  private static final int MAX = 50;

  /**
   * A step back.
   *
   * @param inverse commands that restore what was
   * @param removed torrents that wait to be removed; empty for anything else
   */
  public record Step(
      String what, List<EngineCommand> inverse, Set<String> removed, long deadline) {}

  private final Deque<Step> steps = new ArrayDeque<>();

  public void add(String what, List<EngineCommand> inverse) {
    push(new Step(what, List.copyOf(inverse), Set.of(), 0));
  }

  public void addRemoval(String what, List<EngineCommand> inverse, Set<String> ids, long now) {
    push(new Step(what, List.copyOf(inverse), Set.copyOf(ids), now + GRACE_MILLIS));
  }

  private void push(Step s) {
    steps.push(s);
    if (steps.size() > MAX) {
      // the oldest that is no waiting removal: those end by their own deadline
      Step last = steps.peekLast();
      if (last.removed().isEmpty()) {
        steps.removeLast();
      }
    }
  }

  /** The last step, or null. */
  public Step peek() {
    return steps.peek();
  }

  public Step pop() {
    return steps.poll();
  }

  /** The commands of the removals that are due; they can't be taken back after this. */
  public List<EngineCommand> due(long now) {
    List<EngineCommand> list = new ArrayList<>();
    steps.removeIf(
        s -> {
          boolean due = !s.removed().isEmpty() && s.deadline() <= now;
          if (due) {
            s.removed().forEach(id -> list.add(new EngineCommand.Remove(id, false)));
          }
          return due;
        });
    return list;
  }
}
