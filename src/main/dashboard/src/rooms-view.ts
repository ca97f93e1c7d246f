import type { Connection } from "./connection";
import { byId, copyOf, part, setText } from "./dom";
import { printable } from "./format";
import type { Model } from "./model";

/** The rooms that the page is in, and the field to join another. */
export class RoomsView {
  private readonly form = byId<HTMLFormElement>("join");
  private readonly field = byId<HTMLInputElement>("room");
  private readonly hint = byId("room-hint");
  private readonly note = byId("room-note");
  private readonly list = byId("rooms");
  private readonly noRoom = byId("no-room");
  private drawn: readonly string[] = [];

  constructor(
    private readonly model: Model,
    private readonly connection: Connection,
  ) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.join(this.field.value.trim());
    });
    this.field.addEventListener("input", () => this.tell(""));
    // Before this, the browser itself would have sent the form somewhere.
    byId<HTMLFieldSetElement>("join-field").disabled = false;
  }

  render(): void {
    this.list.classList.toggle("waiting", !this.model.present);
    this.list.hidden = this.model.rooms.length === 0;
    this.noRoom.hidden = !this.list.hidden;
    if (this.drawn !== this.model.rooms) {
      this.drawn = this.model.rooms;
      this.list.replaceChildren(...this.drawn.map((room) => this.draw(room)));
    }
  }

  /** Shows what the server found wrong. */
  complain(error: string): void {
    this.tell(printable(error));
    this.field.setAttribute("aria-invalid", "true");
  }

  /** Shows a note in the place of the hint; an empty one brings the hint back. */
  private tell(note: string): void {
    this.field.removeAttribute("aria-invalid");
    this.hint.hidden = note !== "";
    setText(this.note, note);
  }

  private async join(room: string): Promise<void> {
    if (this.model.rooms.includes(room)) {
      this.complain(`This page is in ${room} already.`);
      return;
    }
    try {
      await this.connection.join(room);
      this.field.value = "";
      this.tell(`Joined ${room}.`);
    } catch (error) {
      this.complain((error as Error).message);
    }
  }

  private async leave(room: string): Promise<void> {
    try {
      const left = this.connection.leave(room);
      this.render();
      // The button that had the focus is gone.
      this.field.focus();
      await left;
      this.tell(`Left ${room}.`);
    } catch (error) {
      this.complain((error as Error).message);
    }
  }

  private draw(room: string): HTMLElement {
    const item = copyOf("joined-room");
    part(item, "name").textContent = printable(room);
    const button = part(item, "leave");
    button.setAttribute("aria-label", `Leave ${printable(room)}`);
    button.title = `Leave ${printable(room)}`;
    button.addEventListener("click", () => void this.leave(room));
    return item;
  }
}
