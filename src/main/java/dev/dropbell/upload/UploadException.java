package dev.dropbell.upload;

import org.jspecify.annotations.Nullable;

/** An upload that was refused, or has failed. */
public final class UploadException extends Exception {

  private final UploadProblem problem;

  UploadException(UploadProblem problem) {
    this(problem, null);
  }

  UploadException(UploadProblem problem, @Nullable Throwable cause) {
    super(problem.sentence(), cause);
    this.problem = problem;
  }

  /** Which of the known problems. */
  public UploadProblem problem() {
    return problem;
  }
}
