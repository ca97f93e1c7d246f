import { byId, setText } from "./dom";

const FIRST_WAIT_MILLIS = 500;
const QUIET_MILLIS = 5_000;

/**
 * Tells arrivals to a screen reader: one sentence at a time, at most one in five seconds, and a
 * number in place of the rest.
 */
export class Announcer {
  private readonly region = byId("announcer");
  private latest = "";
  private waiting = 0;
  private timer: number | null = null;

  /** Has this said soon. */
  announce(sentence: string): void {
    this.latest = sentence;
    this.waiting++;
    this.timer ??= window.setTimeout(() => this.speak(), FIRST_WAIT_MILLIS);
  }

  private speak(): void {
    if (this.waiting === 0) {
      this.timer = null;
      return;
    }
    setText(
      this.region,
      this.waiting === 1 ? this.latest : `${this.waiting} new entries. The latest: ${this.latest}`,
    );
    this.waiting = 0;
    this.timer = window.setTimeout(() => this.speak(), QUIET_MILLIS);
  }
}
