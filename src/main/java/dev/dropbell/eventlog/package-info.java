/**
 * The log in one SQLite file: what was appended is on the disk, in order, and survives whatever
 * becomes of the process.
 *
 * <p>One thread writes ({@link dev.dropbell.eventlog.Writer}) and commits all that wait at once;
 * reading goes on beside it. It may use the hub, whose port it is; it never delivers a message, and
 * never deletes a file.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "hub")
package dev.dropbell.eventlog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
