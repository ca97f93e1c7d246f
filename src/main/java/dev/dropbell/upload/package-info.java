/**
 * The life of a file on its way in: staged, then completed in one atomic step, or failed and never
 * seen.
 *
 * <p>Plain Java. Owns everything below the root: the staging directory, the rules for names and
 * paths, and the {@linkplain dev.dropbell.upload.UploadEvent events} that tell what happened. It
 * speaks no protocol and rings no bell, and may use nothing else of ours.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.dropbell.upload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
