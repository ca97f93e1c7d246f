/**
 * What every listening port shares: a name, the address it is bound to, how it starts and stops,
 * and a clear answer when its port is taken.
 *
 * <p>It never speaks a protocol, and may use nothing else of ours.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.dropbell.listener;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
