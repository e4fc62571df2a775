package scimbridge.provisioning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Path folder;
  private final Path file;
  private final ReentrantLock step = new ReentrantLock();
  private final Map<String, Path> stores = new HashMap<>();
  private final List<CrashPoint> points = new ArrayList<>();
  private volatile boolean recording;
  private volatile int answered;
  private volatile boolean another;
  private String pools;
  private CrashPoint before;

  CrashRecording(CrashWorld world, Path folder) {
    this.world = world;
    this.folder = folder;
    this.file = folder.resolve("bridge.db");
  }

  /**
   * Restarts from a point and runs until nothing is left to do; answers every point of that, so
   * that the process may end a second time.
   */
  List<CrashPoint> again(CrashPoint first) throws IOException {
    first.copyTo(folder);
    world.restore(first);
    answered = first.answered();
    another = first.another();
    recording = true;
    world.start(file, this);
    world.settle(file);
    recording = false;
    world.stop();
    return points;
  }

  /** Runs the scenario; answers every point of it in order. */
  List<CrashPoint> run() {
    world.start(file, this);
    CrashClient client = new CrashClient(world);
    for (Step first : world.scenario.setup()) {
      first.send().accept(client);
      if (first.settles()) {
        world.settle(file);
      }
    }
    recording = true;
    for (Step next : world.scenario.steps()) {
      another = true;
      next.send().accept(client);
      another = false;
      answered++;
      if (next.settles()) {
        world.settle(file);
      }
    }
    world.settle(file);
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
    String name = moment + " transaction of " + who();
    byte[] database = read("bridge.db");
    byte[] log = read("bridge.db-wal");
    CrashPoint point = point(name, keep(database, log), null);
    Optional<WriteAheadLog> frames = WriteAheadLog.of(log);
    if (moment == Moment.BEFORE) {
      before = point;
    } else if (moment == Moment.INSIDE) {
      frames
          .filter(WriteAheadLog::hasUncommittedTail)
          .ifPresent(
              tail -> unfinished("INSIDE, without tail,", database, tail.withoutUncommittedTail()));
    } else if (before != null && !point.store().equals(before.store()) && frames.isPresent()) {
      unfinished("cut in the commit of", database, frames.get().withoutLastFrame());
      unfinished("torn in the commit of", database, frames.get().withTornLastFrame());
    }
    points.add(point);
  }

  /** The process ended while the transaction was being written: nobody has an answer of it. */
  private void unfinished(String when, byte[] database, byte[] log) {
    points.add(
        new CrashPoint(
            when + " transaction of " + who(),
            keep(database, log),
            before.pools(),
            before.answered(),
            before.another(),
            before.at(),
            null));
  }

  @Override
  public void call(Moment moment, CognitoCall call) {
    if (!recording) {
      return;
    }
    Path store = keep(read("bridge.db"), read("bridge.db-wal"));
    if (moment == Moment.BEFORE) {
      points.add(point("before " + call, store, null));
      if (!call.reads()) {
        points.add(point("late " + call, store, call));
      }
    } else {
      if (!call.reads()) {
        pools = null;
      }
      points.add(point("after " + call, store, null));
    }
  }

  private CrashPoint point(String name, Path store, CognitoCall late) {
    if (pools == null) {
      pools = world.snapshot();
    }
    return new CrashPoint(name, store, pools, answered, another, world.clock.instant(), late);
  }

  private byte[] read(String name) {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (NoSuchFileException none) {
      return new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps a copy of the store, once for each content. */
  private Path keep(byte[] database, byte[] log) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(database);
      digest.update(log);
      String content = HexFormat.of().formatHex(digest.digest());
      Path kept = stores.get(content);
      if (kept == null) {
        kept = Files.createDirectory(folder.resolve("store-" + stores.size()));
        Files.write(kept.resolve("bridge.db"), database);
        Files.write(kept.resolve("bridge.db-wal"), log);
        stores.put(content, kept);
      }
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
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
