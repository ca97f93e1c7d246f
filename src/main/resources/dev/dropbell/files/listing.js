
"use strict";
// Shows times in the reader's zone, and what arrives while the page is open.
{
  const RETRY_MILLIS = 5000;
  const PAUSE_MILLIS = 1000;
  const main = document.querySelector("main");
  const news = document.getElementById("news");
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
  let cursor = main.dataset.cursor;
  let waiting = false;

  const localise = (part) => {
    for (const time of part.querySelectorAll("time")) {
      const at = new Date(time.dateTime);
      time.textContent = format.format(at);
      time.title = full.format(at);
    }
    const title = part.querySelector("th:last-child a");
    if (title) title.textContent = "Modified";
  };

  const names = (part) => new Map([...part.querySelectorAll("td a")].map((a) => [a.getAttribute("href"), a]));

  // The server knows order, page and how to write a name; so it is asked again.
  const refresh = async () => {
    waiting = false;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const listing = document.getElementById("listing");
    const next = page.getElementById("listing");
    if (!next) return location.reload();
    const before = names(listing);
    const focused = document.activeElement?.getAttribute("href");
    const within = listing.contains(document.activeElement);
    const added = [];
    for (const [href, link] of names(next)) {
      if (before.has(href)) continue;
      link.closest("tr").className = "new";
      added.push(link.textContent);
    }
    localise(next);
    listing.replaceWith(document.adoptNode(next));
    if (within) names(next).get(focused)?.focus({ preventScroll: true });
    if (added.length > 0) news.textContent = added.length === 1 ? `${added[0]} arrived.` : `${added.length} files arrived.`;
  };

  const changed = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => refresh().catch(() => {}), PAUSE_MILLIS);
  };

  const received = (message) => {
    if (message.cursor) cursor = message.cursor;
    if (message.type === "subscribed" && message.recovered === false) changed();
    if (message.type === "file_uploaded" && message.data.directory === main.dataset.directory) changed();
  };

  const follow = async () => {
    const topics = [main.dataset.topic];
    const answer = await fetch("/register", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user_id: "listing", topics }),
    });
    // Where a token is needed, the page stays as it is.
    if (!answer.ok) return;
    const path = new URL((await answer.json()).url).pathname;
    const socket = new WebSocket(location.origin.replace(/^http/, "ws") + path, "dropbell.v1.json");
    socket.onopen = () => socket.send(JSON.stringify({ topics, since: cursor }));
    socket.onmessage = (event) => received(JSON.parse(event.data));
    socket.onclose = again;
  };

  const again = () => setTimeout(() => follow().catch(again), RETRY_MILLIS);

  localise(document);
  follow().catch(again);
}
