/**
 * From uploads to messages: the journal that {@code upload} commits to is the hub's log, and what
 * happens to an upload rings in the topics of its directory.
 *
 * <p>The only place that knows both sides. It keeps nothing of its own but the messages that are
 * logged and wait for their file to be in its place.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"upload", "hub"})
package dev.dropbell.bridge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
