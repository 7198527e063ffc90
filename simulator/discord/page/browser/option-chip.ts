import type { OptionValue } from '../../chat';
import { type Choice, choicesOf, localized, type Option, type Problem, readValue } from '../option-values';
import type { Context } from './context';
import { element } from './dom';
import { fill } from './texts';

/** One option of the command that is being written: its name and a box for its value. */
export class OptionChip {
  readonly option: Option;
  readonly label: string;
  readonly choices: Choice[] | undefined;
  readonly box: HTMLInputElement;
  readonly node: HTMLElement;
  /** What was taken from the suggestions, as long as the box still shows it. */
  #chosen: Choice | undefined;

  constructor(option: Option, context: Context, remove: () => void) {
    const { texts, person, state } = context;
    this.option = option;
    this.label = localized(option.name, option.name_localizations, person.locale);
    this.choices = choicesOf(option, person.locale, state, texts);
    this.box = element('input', {
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-label': this.label,
      'aria-expanded': 'false',
      'aria-autocomplete': 'list',
      'aria-controls': 'suggestions',
      'data-option': option.name,
    });
    this.node = element(
      'span',
      { class: 'chip', title: localized(option.description, option.description_localizations, person.locale) },
      element('span', { class: 'chip-name', 'aria-hidden': 'true' }, this.label),
      this.box,
      !option.required &&
        element(
          'button',
          {
            type: 'button',
            class: 'chip-remove',
            tabindex: -1,
            'aria-label': fill(texts.removeOption, { option: this.label }),
            onclick: remove,
          },
          '×',
        ),
    );
    this.fit();
  }

  get typed(): string {
    return this.box.value;
  }

  /** Whether what stands there is one of the choices. */
  get isChosen(): boolean {
    return this.#chosen?.name === this.typed || (this.choices !== undefined && 'value' in this.read());
  }

  type(text: string): void {
    this.box.value = text;
    this.fit();
  }

  take(choice: Choice): void {
    this.#chosen = choice;
    this.type(choice.name);
    this.showProblem(undefined);
  }

  read(): { value: OptionValue } | Problem {
    if (this.#chosen?.name === this.typed) return { value: this.#chosen.value };
    return readValue(this.option, this.typed, this.choices);
  }

  showProblem(problem: Problem | undefined): void {
    this.node.classList.toggle('wrong', problem !== undefined);
    if (problem) this.box.setAttribute('aria-invalid', 'true');
    else this.box.removeAttribute('aria-invalid');
  }

  /** Makes the box as wide as its text. */
  fit(): void {
    this.box.style.width = `${Math.min(Math.max(this.typed.length, 3) + 1, 40)}ch`;
  }
}
