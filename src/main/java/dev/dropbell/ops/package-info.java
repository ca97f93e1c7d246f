/**
 * What operators and the dashboard ask of the running service: where it listens, how it is.
 *
 * <p>It looks, and changes nothing.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"listener"})
package dev.dropbell.ops;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
