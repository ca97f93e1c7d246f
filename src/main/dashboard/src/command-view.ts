import { byId } from "./dom";

const COPIED_MILLIS = 2_000;

/** Shows the command that makes something arrive here, and copies it where the browser may. */
export function showCommand(host: string, ftpPort: number): void {
  const command = `curl -T a.jpg ftp://uploader:secret123@${host}:${ftpPort}/`;
  byId("command").textContent = command;
  const copy = byId<HTMLButtonElement>("copy");
  // Browsers give the clipboard to pages on https or localhost only.
  copy.hidden = !window.isSecureContext;
  copy.addEventListener("click", () => {
    void navigator.clipboard.writeText(command).then(() => {
      copy.textContent = "Copied";
      window.setTimeout(() => (copy.textContent = "Copy"), COPIED_MILLIS);
    });
  });
}
