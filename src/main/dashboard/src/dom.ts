/** Ways into the page's markup. What is not there is a defect of the page, and throws. */

/** The element with this id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`no element with id ${id}`);
  }
  return element as T;
}

/** A copy of the single element in the template with this id. */
export function copyOf(template: string): HTMLElement {
  const source = byId<HTMLTemplateElement>(template).content.firstElementChild;
  if (source === null) {
    throw new Error(`template ${template} is empty`);
  }
  return source.cloneNode(true) as HTMLElement;
}

/** The descendant that the markup names by `data-part`. */
export function part<T extends Element = HTMLElement>(root: HTMLElement, name: string): T {
  const element = root.querySelector<T>(`[data-part="${name}"]`);
  if (element === null) {
    throw new Error(`no part ${name}`);
  }
  return element;
}

/** Sets the text only where it differs, so that a live region stays silent when nothing changed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
