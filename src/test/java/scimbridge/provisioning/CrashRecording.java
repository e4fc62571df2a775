package scimbridge.provisioning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import scimbridge.plan.CognitoCall;
import scimbridge.provisioning.CrashScenario.Step;

/**
 * Runs a scenario once and keeps, for every moment at which the process could end, what it would
 * leave: a byte copy of the store and a snapshot of the pools. The steps of all threads come one
 * after the other, so that a copy is of one moment; what is not on the disk then is lost, as after
 * kill -9.
 */
final class CrashRecording implements CrashWatcher {
  private final CrashWorld world;
  private final CrashStore store;
  private final ReentrantLock step = new ReentrantLock();
  private final List<CrashPoint> points = new ArrayList<>();
  private volatile boolean recording;
  private volatile int answered;
  private volatile boolean another;
  private String pools;
  private CrashPoint before;

  CrashRecording(CrashWorld world, CrashStore store) {
    this.world = world;
    this.store = store;
  }

  /**
   * Restarts from a point, on a store that is what it left, and runs until nothing is left to do;
   * answers every point of that, so that the process may end a second time.
   */
  List<CrashPoint> again(CrashPoint first) throws IOException {
    world.restore(first);
    answered = first.answered();
    another = first.another();
    recording = true;
    world.start(store, this);
    world.settle(store);
    recording = false;
    world.stop();
    return points;
  }

  /** Runs the scenario; answers every point of it in order. */
  List<CrashPoint> run() {
    world.start(store, this);
    CrashClient client = new CrashClient(world);
    for (Step first : world.scenario.setup()) {
      first.send().accept(client);
      if (first.settles()) {
        world.settle(store);
      }
    }
    recording = true;
    for (Step next : world.scenario.steps()) {
      another = true;
      next.send().accept(client);
      another = false;
      answered++;
      if (next.settles()) {
        world.settle(store);
      }
    }
    world.settle(store);
    recording = false;
    world.stop();
    return points;
  }

  @Override
  public void enter() {
    step.lock();
  }

  @Override
  public void leave() {
    step.unlock();
  }

  @Override
  public void transaction(Moment moment) {
    if (!recording) {
      return;
    }
    CrashPoint point = point(moment + " transaction of " + who(), null);
    if (moment == Moment.BEFORE) {
      before = point;
    } else if (before != null
        && (moment == Moment.INSIDE || !point.store().equals(before.store()))) {
      unfinished(moment, point.store());
    }
    points.add(point);
  }

  /** The process ended while the transaction was being written: nobody has an answer of it. */
  private void unfinished(Moment moment, CrashStore.Copy now) {
    try {
      store
          .unfinished(moment, now)
          .forEach(
              (when, copy) ->
                  points.add(
                      new CrashPoint(
                          when + " transaction of " + who(),
                          copy,
                          before.pools(),
                          before.answered(),
                          before.another(),
                          before.at(),
                          null)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void call(Moment moment, CognitoCall call) {
    if (!recording) {
      return;
    }
    if (moment == Moment.BEFORE) {
      points.add(point("before " + call, null));
      if (!call.reads()) {
        points.add(point("late " + call, call));
      }
    } else {
      if (!call.reads()) {
        pools = null;
      }
      points.add(point("after " + call, null));
    }
  }

  private CrashPoint point(String name, CognitoCall late) {
    if (pools == null) {
      pools = world.snapshot();
    }
    try {
      return new CrashPoint(
          name, store.copy(), pools, answered, another, world.clock.instant(), late);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whose transaction it is, for whoever has to find out why a restart failed. */
  private static String who() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(frame -> frame.getClassName().startsWith("scimbridge.provisioning."))
                    .filter(frame -> !frame.getClassName().contains("Crash"))
                    .filter(frame -> !frame.getClassName().contains("Watched"))
                    .limit(2)
                    .map(
                        frame ->
                            frame.getClassName().replaceAll(".*\\.", "")
                                + "."
                                + frame.getMethodName())
                    .collect(Collectors.joining(" < ")));
  }
}
