/**
 * The Helm chart: that it renders, that its objects fit together, and that the service runs from
 * them.
 */
@NullMarked
package dev.dropbell.chart;

import org.jspecify.annotations.NullMarked;
