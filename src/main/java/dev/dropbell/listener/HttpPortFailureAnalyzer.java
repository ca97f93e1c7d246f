package dev.dropbell.listener;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** As Spring's own analysis of a taken HTTP port, and names the setting. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class HttpPortFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException failure) {
    return new FailureAnalysis(
        "The http listener cannot bind port %d: it is in use.".formatted(failure.getPort()),
        "Stop what listens there, or set server.port to another port (0 takes any free one).",
        failure);
  }
}
