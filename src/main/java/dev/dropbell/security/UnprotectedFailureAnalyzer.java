package dev.dropbell.security;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells the operator what to set before the service may be opened. */
final class UnprotectedFailureAnalyzer extends AbstractFailureAnalyzer<UnprotectedException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnprotectedException failure) {
    String remedies =
        failure.exposures().stream()
            .map(exposure -> "- " + exposure.remedy() + "\n")
            .collect(Collectors.joining());
    return new FailureAnalysis(
        String.valueOf(failure.getMessage()),
        remedies + "Or set dropbell.bind-address to 127.0.0.1, for this machine only.",
        failure);
  }
}
