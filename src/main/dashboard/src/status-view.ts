import { byId, setText } from "./dom";
import { counted } from "./format";
import type { ConnectionState, Model } from "./model";

const WORDS: Record<ConnectionState, string> = {
  connecting: "Connecting",
  connected: "Connected",
  reconnecting: "Reconnecting",
  lost: "Connection lost",
};

/** The state of the connection in words, and how many clients there are. */
export class StatusView {
  private readonly box = byId("connection");
  private readonly state = byId("connection-state");
  private readonly detail = byId("connection-detail");
  private readonly again = byId<HTMLButtonElement>("connect-again");

  constructor(
    private readonly model: Model,
    connectAgain: () => void,
  ) {
    this.again.addEventListener("click", connectAgain);
  }

  render(): void {
    const { connection } = this.model;
    this.box.dataset["state"] = connection;
    setText(this.state, WORDS[connection]);
    setText(this.detail, this.detailText());
    this.again.hidden = connection !== "lost";
  }

  private detailText(): string {
    const { connection, connectionDetail, clients } = this.model;
    if (connection !== "connected") {
      return connectionDetail;
    }
    // The server tells of others who come and go; until one does, this page knows of itself only.
    return clients === null ? "At least 1 client" : counted(clients, "client");
  }
}
