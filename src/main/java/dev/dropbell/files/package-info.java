/**
 * Files over HTTP: what is on its way in.
 *
 * <p>It reads and never writes, and never sees the hub or another adapter.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"upload", "security"})
package dev.dropbell.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
