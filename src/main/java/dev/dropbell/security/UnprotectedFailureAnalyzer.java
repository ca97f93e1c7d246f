package dev.dropbell.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells the operator what to set before the service may be opened. */
final class UnprotectedFailureAnalyzer extends AbstractFailureAnalyzer<UnprotectedException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnprotectedException failure) {
    return new FailureAnalysis(
        String.valueOf(failure.getMessage()),
        "Set dropbell.ftp.password (FTP_PASS) to a password of your own, or dropbell.ftp.user (FTP_USER)"
            + " to nothing and name users in dropbell.ftp.users; or set dropbell.bind-address to 127.0.0.1.",
        failure);
  }
}
