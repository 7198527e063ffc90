import { type Child, element } from './dom';

export interface Entry {
  label: string;
  detail?: string;
  /** A short mark at the right. */
  mark?: string;
  choose: () => void;
}

/** The list above the message box: entries to choose with the arrow keys and Enter, Tab or the mouse. */
export class SuggestionList {
  readonly #list: HTMLElement;
  /** The text box that the list belongs to. */
  #box: HTMLElement | undefined;
  #entries: Entry[] = [];
  #active = -1;

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  get isOpen(): boolean {
    return !this.#list.hidden;
  }

  get active(): Entry | undefined {
    return this.isOpen ? this.#entries[this.#active] : undefined;
  }

  /**
   * @param active the entry that Enter chooses; -1 for none until an arrow key is pressed
   * @param note instead of entries, when there are none
   */
  open(box: HTMLElement, title: string, entries: Entry[], active: number, note = ''): void {
    if (entries.length === 0 && note === '') {
      this.close();
      return;
    }
    if (this.#box !== box) this.close();
    this.#box = box;
    this.#entries = entries;
    this.#active = active;
    this.#list.hidden = false;
    this.#list.setAttribute('aria-label', title);
    this.#list.replaceChildren(
      element('div', { class: 'suggestions-title', role: 'presentation' }, title),
      ...entries.map((entry, index) => this.#row(entry, index)),
      ...(entries.length === 0 ? [element('div', { class: 'suggestions-note', role: 'status' }, note)] : []),
    );
    box.setAttribute('aria-expanded', 'true');
    this.#mark();
  }

  close(): void {
    this.#list.hidden = true;
    this.#entries = [];
    this.#active = -1;
    this.#box?.setAttribute('aria-expanded', 'false');
    this.#box?.removeAttribute('aria-activedescendant');
    this.#box = undefined;
  }

  /** Moves the mark by one up or down, around the ends. */
  move(step: 1 | -1): void {
    const { length } = this.#entries;
    if (length === 0) return;
    this.#active = this.#active === -1 && step === -1 ? length - 1 : (this.#active + step + length) % length;
    this.#mark();
  }

  #row({ label, detail, mark, choose }: Entry, index: number): HTMLElement {
    const content: Child[] = [
      element('span', { class: 'suggestion-text' }, element('b', {}, label), detail && element('small', {}, detail)),
      mark && element('span', { class: 'suggestion-mark' }, mark),
    ];
    return element(
      'div',
      {
        id: `suggestion-${index}`,
        role: 'option',
        class: 'suggestion',
        // Before the text box loses the focus.
        onmousedown: (event) => {
          event.preventDefault();
          choose();
        },
      },
      ...content,
    );
  }

  #mark(): void {
    for (const [index, row] of [...this.#list.querySelectorAll('[role="option"]')].entries()) {
      const isActive = index === this.#active;
      row.setAttribute('aria-selected', String(isActive));
      if (isActive) row.scrollIntoView({ block: 'nearest' });
    }
    if (this.#active === -1) this.#box?.removeAttribute('aria-activedescendant');
    else this.#box?.setAttribute('aria-activedescendant', `suggestion-${this.#active}`);
  }
}
