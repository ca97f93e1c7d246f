/**
 * What operators and the dashboard ask of the running service: where it listens, how it is, whether
 * it can take files.
 *
 * <p>It looks, and changes nothing, but for one thing: the order in which the service goes down.
 * What is counted, each module counts itself: the names are in {@code src/docs/operations.md}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"listener", "upload", "hub"})
package dev.dropbell.ops;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
