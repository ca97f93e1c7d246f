package dev.dropbell.listener;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells the operator which setting to change when a port is taken. */
final class ListenerBindFailureAnalyzer extends AbstractFailureAnalyzer<ListenerBindException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ListenerBindException failure) {
    String address =
        failure.address().getHostString() + ":" + Integer.toString(failure.address().getPort());
    return new FailureAnalysis(
        "The %s listener cannot bind %s: %s"
            .formatted(failure.listenerName(), address, rootFailure.getMessage()),
        "Stop what listens there, or set %s to another port (0 takes any free one); dropbell.bind-address is the address for all listeners."
            .formatted(failure.portSetting()),
        failure);
  }
}
