package dev.dropbell.upload;

import dev.dropbell.upload.Staging.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The interrupted uploads that wait to be resumed, one for each user and path. Thread-safe. */
final class Partials {

  private static final Logger log = LoggerFactory.getLogger(Partials.class);

  private final Staging staging;
  private final ConcurrentMap<Owner, Partial> waiting = new ConcurrentHashMap<>();

  Partials(Staging staging) {
    this.staging = staging;
  }

  /** What is there of an interrupted upload. */
  record Partial(UUID id, long bytes) {}

  /** Keeps what an upload left, in the place of what an earlier one left. */
  void keep(Owner owner, Partial partial) {
    try {
      staging.label(partial.id(), owner);
    } catch (IOException e) {
      // The disk is full, most likely. It can be resumed all the same until we are restarted.
      log.warn("partial upload not labelled: id={} reason={}", partial.id(), e.toString());
    }
    Partial other = waiting.get(owner);
    if (other != null && isNewer(other, partial)) {
      delete(partial.id()); // this one hung for so long that the client has begun anew
      return;
    }
    waiting.put(owner, partial);
    if (other != null) {
      delete(other.id());
    }
  }

  /** Takes up again what an earlier process has left; of several the largest. */
  void restore(Owner owner, Partial partial) {
    Partial other = waiting.get(owner);
    if (other == null || other.bytes() < partial.bytes()) {
      waiting.put(owner, partial);
      if (other != null) {
        delete(other.id());
      }
    } else {
      delete(partial.id());
    }
  }

  /** Ids of version 7 are in the order of time. */
  private static boolean isNewer(Partial one, Partial other) {
    return one.id().compareTo(other.id()) > 0;
  }

  /** Clears away what nobody has resumed in time. */
  void expire(Instant oldest) {
    waiting.forEach((owner, partial) -> {
      if (lastChange(partial).isBefore(oldest) && waiting.remove(owner, partial)) {
        delete(partial.id());
        log.info("partial upload expired: id={} path={}", partial.id(), owner.path());
      }
    });
  }

  private Instant lastChange(Partial partial) {
    try {
      return Files.getLastModifiedTime(staging.part(partial.id())).toInstant();
    } catch (IOException e) {
      return Instant.MIN;
    }
  }

  @Nullable Partial find(Owner owner) {
    return waiting.get(owner);
  }

  /** Hands it to the upload that resumes it; false when it is no longer the one that waits. */
  boolean take(Owner owner, UUID id) {
    Partial partial = waiting.get(owner);
    return partial != null && partial.id().equals(id) && waiting.remove(owner, partial);
  }

  /** Forgets what there is: the file is sent anew. */
  void drop(Owner owner) {
    Partial partial = waiting.remove(owner);
    if (partial != null) {
      delete(partial.id());
    }
  }

  /** Removes a staged file that is of no more use; if that fails, the next start clears it away. */
  void delete(UUID id) {
    try {
      staging.delete(id);
    } catch (IOException e) {
      log.warn("staged file not deleted: id={} reason={}", id, e.toString());
    }
  }
}
