package dev.dropbell.eventlog;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells the operator where the log is, what is wrong with it and what the choices are. */
final class LogUnusableFailureAnalyzer extends AbstractFailureAnalyzer<LogUnusableException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, LogUnusableException failure) {
    return new FailureAnalysis(String.valueOf(failure.getMessage()), failure.action(), failure);
  }
}
