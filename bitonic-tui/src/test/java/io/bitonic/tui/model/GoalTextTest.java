package io.bitonic.tui.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.ShareGoal.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoalTextTest {
  @Test
  void goalsAreReadAsTheyAreWritten() {
    assertEquals(new ShareGoal(2, 1440, false, Action.PAUSE), GoalText.parse("2 1440 any pause"));
    assertEquals(new ShareGoal(1.5, 0, true, Action.STOP), GoalText.parse(" 1.5 -  all "));
    assertEquals(
        new ShareGoal(0, 60, true, Action.REMOVE_DATA), GoalText.parse("- 60 remove-data all"));
    assertEquals(ShareGoal.NONE, GoalText.parse("- -"));
    for (ShareGoal g :
        new ShareGoal[] {
          ShareGoal.NONE,
          new ShareGoal(1.25, 7, true, Action.REMOVE),
          new ShareGoal(3, 0, false, Action.STOP)
        }) {
      assertEquals(g, GoalText.parse(GoalText.of(g)), GoalText.of(g));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2", "x 1", "1 x", "-1 2", "1 2.5", "1 2 burn", "1 2 any stop all", "NaN 1"})
  void whatIsNoGoalIsRefused(String text) {
    assertNull(GoalText.parse(text));
  }
}
