const KEY = "dropbell.token";

/** The token that the reader has typed, kept for this tab until it is closed; empty for none. */
export function readToken(): string {
  return sessionStorage.getItem(KEY) ?? "";
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

/**
 * Opens files with the token, where there is one: a link of the page could not bring it, so the
 * server is asked for one that needs none for a while.
 */
export function openFilesWithToken(complain: (error: string) => void): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="/files/"]');
    if (link !== null && readToken() !== "") {
      event.preventDefault();
      open(link).catch((error: unknown) => complain((error as Error).message));
    }
  });
}

async function open(link: HTMLAnchorElement): Promise<void> {
  // Now, right after the click: a moment later the browser would take it for a pop-up.
  const tab = window.open("about:blank");
  try {
    const url = await signedUrl(link.href);
    if (tab === null) {
      location.assign(url);
    } else {
      tab.opener = null;
      tab.location.replace(url);
    }
  } catch (error) {
    tab?.close();
    throw error;
  }
}

async function signedUrl(href: string): Promise<string> {
  const response = await fetch(`${href}?sign`, {
    headers: { Authorization: `Bearer ${readToken()}` },
  });
  if (!response.ok) {
    throw new Error(`The server refused the file (${response.status}).`);
  }
  return ((await response.json()) as { url: string }).url;
}
