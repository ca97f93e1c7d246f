package dev.dropbell.upload;

import dev.dropbell.upload.Partials.Partial;
import dev.dropbell.upload.Staging.Owner;
import dev.dropbell.upload.Staging.Staged;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes good what an earlier process did not finish. A staged file that is in the journal was
 * complete and goes to its place; one that is labelled waits to be resumed; anything else is
 * cleared away. Runs once, before anybody can connect.
 */
final class Recovery {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final Staging staging;
  private final FileTree tree;
  private final Partials partials;
  private final Journal journal;

  Recovery(Staging staging, FileTree tree, Partials partials, Journal journal) {
    this.staging = staging;
    this.tree = tree;
    this.partials = partials;
    this.journal = journal;
  }

  /**
   * Goes through everything that is staged.
   *
   * @param oldest partial uploads from before are cleared away
   */
  void run(Instant oldest) throws IOException {
    for (Staged staged : staging.list()) {
      Optional<FilePath> place = journal.find(staged.id());
      if (place.isPresent()) {
        tree.makeDirectories(place.get().directory()); // an operator may have removed it meanwhile
        tree.place(staged.part(), place.get());
        tree.force(place.get().directory());
        staging.deleteLabel(staged.id());
        log.info("upload finished after a restart: id={} path={}", staged.id(), place.get());
      } else if (isResumable(staged, oldest)) {
        partials.restore(owner(staged), new Partial(staged.id(), Files.size(staged.part())));
      } else {
        staging.delete(staged.id());
      }
    }
  }

  private boolean isResumable(Staged staged, Instant oldest) throws IOException {
    return staged.owner() != null
        && Files.size(staged.part()) > 0
        && Files.getLastModifiedTime(staged.part()).toInstant().isAfter(oldest)
        && !tree.exists(owner(staged).path());
  }

  private static Owner owner(Staged staged) {
    Owner owner = staged.owner();
    if (owner == null) {
      throw new IllegalStateException("only labelled files are resumed");
    }
    return owner;
  }
}
