package dev.dropbell.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;

/**
 * Tells people what others are told as a problem: the look of a refused request to paths that are
 * opened in a browser. Safe from any thread.
 */
public interface RefusalPages {

  /**
   * Answers a refused request, if it is to one of its paths. Headers of the refusal are set
   * already.
   *
   * @param detail what to change
   * @return whether it has answered
   */
  boolean answer(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException;
}
