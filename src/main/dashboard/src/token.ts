const KEY = "dropbell.token";

/** The token that the reader has typed, kept for this tab until it is closed; empty for none. */
export function readToken(): string {
  return sessionStorage.getItem(KEY) ?? "";
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

/**
 * Fetches files with the token, where there is one: a link alone could not bring it. They are saved
 * and never shown, because a shown one would act as this page.
 */
export function saveFilesWithToken(complain: (error: string) => void): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="/files/"]');
    if (link !== null && readToken() !== "") {
      event.preventDefault();
      save(link).catch((error: unknown) => complain((error as Error).message));
    }
  });
}

async function save(link: HTMLAnchorElement): Promise<void> {
  const response = await fetch(link.href, {
    headers: { Authorization: `Bearer ${readToken()}` },
  });
  if (!response.ok) {
    throw new Error(`The server refused the file (${response.status}).`);
  }
  const url = URL.createObjectURL(await response.blob());
  const saved = document.createElement("a");
  saved.href = url;
  saved.download = link.textContent ?? "";
  saved.click();
  URL.revokeObjectURL(url);
}
