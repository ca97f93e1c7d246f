/**
 * Files over HTTP: the completed ones and their directories, and what is on its way in.
 *
 * <p>{@link dev.dropbell.files.FilesServlet} answers {@code /files}. {@link
 * dev.dropbell.files.Tree} opens what a path names, and nothing outside of the root; {@link
 * dev.dropbell.files.FileAnswer} sends a file, {@link dev.dropbell.files.Listing} is a directory's
 * content, as a page and as JSON. Below it all lies {@link dev.dropbell.files.http}, the connector.
 *
 * <p>It reads and never writes, and never sees the hub or another adapter.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"upload", "security", "listener"})
package dev.dropbell.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
