package scimbridge.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlidingWindowTest {

  @ParameterizedTest(name = "[{0}], limit {1}, from {2} -> {3}")
  @CsvSource({
    // nothing in the way
    "'',             1,    0,    0",
    "'',             3,   50,   50",
    // one per window of 100: within, exactly at the end, after
    "'200',          1,  200,  300",
    "'200',          1,  299,  300",
    "'200',          1,  300,  300",
    "'200',          1,  305,  305",
    // two per window: the second fits, the third waits for the first to leave
    "'200',          2,  210,  210",
    "'200,210',      2,  220,  300",
    "'200,290',      2,  295,  300",
    "'200,290',      2,  305,  305",
    "'200,290,300',  2,  305,  390",
    // a lowered limit: what was sent stays, what comes waits longer
    "'200,220,240',  1,  240,  340",
    "'200,220,240',  2,  240,  320",
  })
  void givesTheFirstInstantThatCrowdsNoStretch(String times, int limit, long from, long expected) {
    SlidingWindow window = new SlidingWindow(100);
    Arrays.stream(times.split(","))
        .filter(time -> !time.isEmpty())
        .mapToLong(Long::parseLong)
        .forEach(window::add);

    assertThat(window.earliest(from, limit)).isEqualTo(expected);
  }

  @Test
  void neverCrowdsAStretchAndNeverWaitsLongerThanNeeded() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int limit = 1 + random.nextInt(5);
      SlidingWindow window = new SlidingWindow(20);
      List<Long> times = new ArrayList<>();
      long now = 0;
      for (int i = 0; i < 200; i++) {
        now += random.nextInt(9);
        long first = now;
        while (crowded(times, first, limit)) {
          first++;
        }
        assertThat(window.earliest(now, limit)).as("seed %d, step %d", seed, i).isEqualTo(first);
        if (first == now) {
          window.add(now);
          times.add(now);
        }
        if (random.nextInt(4) == 0 && !times.isEmpty()) {
          window.removeIfPresent(times.remove(times.size() - 1));
        }
      }
    }
  }

  /** Whether some stretch of 20 that holds {@code added} would hold more than the limit. */
  private static boolean crowded(List<Long> times, long added, int limit) {
    for (long start = added - 19; start <= added; start++) {
      long from = start;
      if (times.stream().filter(t -> t >= from && t < from + 20).count() + 1 > limit) {
        return true;
      }
    }
    return false;
  }

  @Test
  void forgetsWhatNoLongerCountsAndNothingElse() {
    SlidingWindow window = new SlidingWindow(100);
    List.of(100L, 150L, 300L).forEach(window::add);

    window.forgetBefore(200);

    assertThat(window.between(0, 400)).isEqualTo(2);
    assertThat(window.since(150)).isEqualTo(1);
    assertThat(window.between(150, 300)).isEqualTo(1);
    window.forgetBefore(400);
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void takesBackOneOfSeveralAtOneInstant() {
    SlidingWindow window = new SlidingWindow(100);
    Collections.nCopies(20, 500L).forEach(window::add);

    for (int i = 0; i < 19; i++) {
      window.removeIfPresent(500);
    }
    window.removeIfPresent(499);

    assertThat(window.earliest(500, 2)).isEqualTo(500);
    assertThat(window.earliest(500, 1)).isEqualTo(600);
  }

  @Test
  void doesNotGrowWithWhatItHasForgotten() {
    SlidingWindow window = new SlidingWindow(100);
    for (long at = 0; at < 1_000_000; at++) {
      window.add(at);
    }
    assertThat(window.between(0, 1_000_000)).isBetween(100, 1_000);
  }

  @Test
  void takesInstantsInOrderOnly() {
    SlidingWindow window = new SlidingWindow(100);
    window.add(5);
    assertThatThrownBy(() -> window.add(4)).hasMessageContaining("in order");
  }
}
