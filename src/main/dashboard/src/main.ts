import { Announcer } from "./announcer";
import { showCommand } from "./command-view";
import { loadConfig } from "./config";
import { Connection } from "./connection";
import { FeedView } from "./feed-view";
import { FlightsView } from "./flights-view";
import { Model } from "./model";
import { RoomsView } from "./rooms-view";
import { StatusView } from "./status-view";
import { openFilesWithToken } from "./token";
import { TokenView } from "./token-view";

const FIRST_ROOM = "uploads";

/** Draws at most once a frame, however many events came in it. */
function coalesced(draw: () => void): () => void {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        draw();
      });
    }
  };
}

const config = await loadConfig(location);
showCommand(location.hostname, config.ftpPort);

const model: Model = new Model(coalesced(() => views.forEach((view) => view.render())));
model.wants(FIRST_ROOM);
const connection: Connection = new Connection(model, config.socketUrl, {
  complain: (error) => rooms.complain(error),
  wantsToken: (reason) => admission.ask(reason),
  admitted: () => admission.done(),
});
const admission = new TokenView(() => connection.connectAgain());
openFilesWithToken((error) => rooms.complain(error));
const rooms = new RoomsView(model, connection);
const views = [
  new StatusView(model, () => connection.connectAgain()),
  rooms,
  new FlightsView(model),
  new FeedView(model, new Announcer()),
];
