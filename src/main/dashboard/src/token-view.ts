import { byId, setText } from "./dom";
import { printable } from "./format";
import { keepToken } from "./token";

/** Asks the reader for a token when the server does. */
export class TokenView {
  private readonly form = byId<HTMLFormElement>("admission");
  private readonly field = byId<HTMLInputElement>("token");
  private readonly note = byId("token-note");

  constructor(connectAgain: () => void) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      keepToken(this.field.value.trim());
      connectAgain();
    });
  }

  /** The server wants another one than it got, for this reason. */
  ask(reason: string): void {
    setText(this.note, `${printable(reason)}. An operator gives you one.`);
    this.form.hidden = false;
    this.field.focus();
  }

  /** The server has let us in. */
  done(): void {
    this.form.hidden = true;
    this.field.value = "";
  }
}
