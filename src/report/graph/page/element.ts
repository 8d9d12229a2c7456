// DOM elements in one expression. Text is text: nothing here takes HTML.

export interface Parts {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  /** Every other attribute; undefined leaves it out. */
  readonly set?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly click?: () => void;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  parts: Parts = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (parts.class !== undefined) made.className = parts.class;
  if (parts.text !== undefined) made.textContent = parts.text;
  if (parts.title !== undefined) made.title = parts.title;
  for (const [name, value] of Object.entries(parts.set ?? {}))
    if (value !== undefined) made.setAttribute(name, String(value));
  if (parts.click) made.addEventListener('click', parts.click);
  made.append(...children);
  return made;
}

/** Of the page that html.ts writes. */
export function byId<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no #${id}`);
  return found;
}
