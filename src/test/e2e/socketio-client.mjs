// The official socket.io-client, driven by JSON lines: a command on stdin, what happened on stdout.
//
//   node socketio-client.mjs <directory whose node_modules has socket.io-client>
//
//   in   {"op": "connect", "url": "http://127.0.0.1:3000", "options": {"transports": ["websocket"]}}
//        {"op": "emit", "event": "join_room", "args": [{"room": "cats"}], "ack": 1}
//        {"op": "disconnect"} {"op": "connect-again"} {"op": "drop"}
//   out  {"type": "connect", "id": "...", "transport": "websocket"}
//        {"type": "event", "event": "joined", "args": [{"room": "cats"}]}
//        {"type": "ack", "ack": 1, "args": [...]}
//        {"type": "connect_error", "message": "...", "data": ...}
//        {"type": "upgrade", "transport": "websocket"}
//        {"type": "disconnect", "reason": "..."}
//
// It ends when stdin does.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[2], "package.json"));
const { io } = require("socket.io-client");

let socket;

function tell(what) {
  process.stdout.write(JSON.stringify(what) + "\n");
}

function connect({ url, options }) {
  socket = io(url, options);
  socket.on("connect", () => {
    tell({ type: "connect", id: socket.id, transport: socket.io.engine.transport.name });
  });
  socket.io.on("open", () => {
    socket.io.engine.once("upgrade", ({ name }) => tell({ type: "upgrade", transport: name }));
  });
  socket.on("connect_error", (error) =>
    tell({ type: "connect_error", message: error.message, data: error.data ?? null }),
  );
  socket.on("disconnect", (reason) => tell({ type: "disconnect", reason }));
  socket.onAny((event, ...args) => tell({ type: "event", event, args }));
}

const commands = {
  connect,
  emit({ event, args, ack }) {
    if (ack === undefined) {
      socket.emit(event, ...args);
    } else {
      socket.emit(event, ...args, (...answer) => tell({ type: "ack", ack, args: answer }));
    }
  },
  disconnect() {
    socket.disconnect();
  },
  "connect-again"() {
    socket.connect();
  },
  // As if the network were cut: the client comes back by itself.
  drop() {
    socket.io.engine.close();
  },
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const command = JSON.parse(line);
    commands[command.op](command);
  })
  .on("close", () => process.exit(0));
