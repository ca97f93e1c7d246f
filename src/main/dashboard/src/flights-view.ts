import { byId, copyOf, part, setText } from "./dom";
import { whereabouts } from "./entry-view";
import type { Transfer } from "./events";
import { humanSize, printable, share } from "./format";
import type { Model } from "./model";

/** Uploads on their way, the one that started last on top. */
export class FlightsView {
  private readonly list = byId("flights");
  private readonly empty = byId("flights-empty");
  private readonly count = byId("flights-count");
  private readonly items = new Map<string, HTMLElement>();

  constructor(private readonly model: Model) {}

  render(): void {
    const { flights } = this.model;
    for (const [id, item] of this.items) {
      if (!flights.has(id)) {
        item.remove();
        this.items.delete(id);
      }
    }
    flights.forEach((transfer) => this.update(this.itemOf(transfer), transfer));
    this.empty.hidden = flights.size > 0;
    setText(this.count, flights.size > 0 ? String(flights.size) : "");
  }

  private itemOf(transfer: Transfer): HTMLElement {
    const known = this.items.get(transfer.id);
    if (known !== undefined) {
      return known;
    }
    const item = copyOf("flight");
    const name = printable(transfer.filename);
    part(item, "name").textContent = name;
    part(item, "progress").setAttribute("aria-label", name);
    this.items.set(transfer.id, item);
    this.list.prepend(item);
    return item;
  }

  private update(item: HTMLElement, transfer: Transfer): void {
    const { bytes, size } = transfer;
    const bar = part<HTMLProgressElement>(item, "progress");
    // Without a declared size there is nothing to draw a share of.
    bar.hidden = size === null;
    if (size !== null) {
      bar.max = Math.max(size, 1);
      bar.value = Math.min(bytes, bar.max);
    }
    setText(part(item, "share"), size === null ? humanSize(bytes) : share(bytes / Math.max(size, 1)));
    const amount = size === null ? [] : [`${humanSize(bytes)} of ${humanSize(size)}`];
    setText(part(item, "where"), whereabouts(transfer, amount));
  }
}
