type Value = string | number | boolean | undefined | ((event: Event) => void);

/** Children of an element: texts become text nodes, never markup. */
export type Child = Node | string | undefined | false;

/**
 * Makes an element. A function listens to the event after "on"; `true` sets an attribute without a value; `false` and
 * undefined leave it out.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...present(children));
  return made;
}

/** Leaves out what is not there. */
export function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== undefined && child !== false);
}

/** A part of the page that exists from the start. */
export function part<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
