import type { Announcer } from "./announcer";
import { byId, setText } from "./dom";
import { drawEntry, labelTime, sayEntry } from "./entry-view";
import { MOST_ENTRIES, type Entry, type Model } from "./model";

const MINUTE_MILLIS = 60_000;

interface Row {
  entry: Entry;
  item: HTMLElement;
}

/** The list of what happened, newest first. The reader may hold it still. */
export class FeedView {
  private readonly list = byId("feed");
  private readonly empty = byId("empty");
  private readonly end = byId("feed-end");
  private readonly pause = byId<HTMLButtonElement>("pause");
  private readonly rows = new Map<string, Row>();
  /** What is shown while the list is held still; null while it runs. */
  private held: readonly Entry[] | null = null;
  private day = new Date().toDateString();

  constructor(
    private readonly model: Model,
    private readonly announcer: Announcer,
  ) {
    this.pause.addEventListener("click", () => this.togglePause());
    window.setInterval(() => this.labelTimesOnNewDay(), MINUTE_MILLIS);
    this.end.textContent = `Only the newest ${MOST_ENTRIES} are kept on this page.`;
  }

  render(): void {
    const entries = this.held ?? this.model.entries;
    this.removeAllBut(entries);
    this.addNew(entries);
    this.empty.hidden = this.model.entries.length > 0;
    this.end.hidden = entries.length < MOST_ENTRIES;
    this.pause.hidden = this.model.entries.length === 0;
    this.pause.setAttribute("aria-pressed", String(this.held !== null));
    setText(this.pause, this.pauseLabel());
  }

  private togglePause(): void {
    this.held = this.held === null ? this.model.entries : null;
    this.render();
  }

  private pauseLabel(): string {
    if (this.held === null) {
      return "Pause";
    }
    const newestHeld = this.held[0];
    const place = this.model.entries.findIndex((entry) => entry.key === newestHeld?.key);
    const waiting = place < 0 ? this.model.entries.length : place;
    return waiting === 0 ? "Paused" : `Paused · ${waiting} new`;
  }

  private removeAllBut(entries: readonly Entry[]): void {
    const kept = new Set(entries.map((entry) => entry.key));
    for (const [key, row] of this.rows) {
      if (!kept.has(key)) {
        row.item.remove();
        this.rows.delete(key);
      }
    }
  }

  /** New entries are always in front of those already shown. */
  private addNew(entries: readonly Entry[]): void {
    const fresh = entries.filter((entry) => !this.rows.has(entry.key));
    for (const entry of fresh.reverse()) {
      const item = drawEntry(entry);
      this.rows.set(entry.key, { entry, item });
      this.list.prepend(item);
      this.announcer.announce(sayEntry(entry));
    }
  }

  /** At midnight what was "14:02" becomes "yesterday's date, 14:02". */
  private labelTimesOnNewDay(): void {
    const now = new Date();
    if (now.toDateString() !== this.day) {
      this.day = now.toDateString();
      this.rows.forEach(({ item, entry }) => labelTime(item, entry, now));
    }
  }
}
