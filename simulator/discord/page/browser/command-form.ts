import type { APIApplicationCommand } from '@discordjs/core';
import type { OptionValue } from '../../chat';
import { parseOptions } from '../command-text';
import { localized, matching, OPTION, type Option } from '../option-values';
import type { Context } from './context';
import { element } from './dom';
import { OptionChip } from './option-chip';
import type { SuggestionList } from './suggestion-list';
import { fill } from './texts';
import { ValueSuggestions } from './value-suggestions';

export interface CommandFormActions {
  send: (command: string, options: Record<string, OptionValue>) => void;
  /** Back to plain text. */
  leave: (text: string) => void;
  showHint: (text: string) => void;
}

/** The command that is being written: its name, its options as chips, and a box that adds further options. */
export class CommandForm {
  readonly #host: HTMLElement;
  readonly #list: SuggestionList;
  readonly #suggestions: ValueSuggestions;
  readonly #actions: CommandFormActions;
  readonly #adder: HTMLInputElement;
  #chips: OptionChip[] = [];
  #command: APIApplicationCommand | undefined;
  #context!: Context;

  constructor(host: HTMLElement, list: SuggestionList, actions: CommandFormActions) {
    this.#host = host;
    this.#list = list;
    this.#suggestions = new ValueSuggestions(list);
    this.#actions = actions;
    this.#adder = element('input', {
      type: 'text',
      class: 'adder',
      role: 'combobox',
      autocomplete: 'off',
      'aria-expanded': 'false',
      'aria-controls': 'suggestions',
    });
    this.#adder.addEventListener('input', () => this.#typed(this.#adder));
    this.#adder.addEventListener('focus', () => {
      this.#suggestions.stop();
      this.#suggestOptions();
    });
    this.#adder.addEventListener('keydown', (event) => this.#key(event));
    // A press beside the boxes goes on writing.
    host.addEventListener('click', ({ target }) => target === host && this.#adder.focus());
  }

  get isOpen(): boolean {
    return this.#command !== undefined;
  }

  /** @param typed what stands behind the command's name, such as `period:7d` */
  open(command: APIApplicationCommand, typed: string, context: Context): void {
    this.#command = command;
    this.#context = context;
    this.#chips = this.#options.filter(({ required }) => required).map((option) => this.#chip(option));
    this.#adder.setAttribute('aria-label', context.texts.options);
    this.#host.hidden = false;
    this.#adder.value = typed;
    this.#draw();
    this.#focusNext();
    if (typed) this.#typed(this.#adder);
  }

  close(): void {
    this.#suggestions.stop();
    this.#command = undefined;
    this.#chips = [];
    this.#host.hidden = true;
    this.#host.replaceChildren();
    this.#list.close();
  }

  get #options(): Option[] {
    const all = (this.#command?.options ?? []) as Option[];
    const shown = all.filter(({ type }) => Object.values(OPTION).includes(type as 3));
    return shown.sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false));
  }

  get #unused(): Option[] {
    return this.#options.filter((option) => !this.#chips.some((chip) => chip.option === option));
  }

  #chip(option: Option): OptionChip {
    const chip = new OptionChip(option, this.#context, () => this.#remove(chip));
    chip.box.addEventListener('input', () => this.#typed(chip.box, chip));
    chip.box.addEventListener('focus', () => this.#suggestValues(chip));
    chip.box.addEventListener('keydown', (event) => this.#key(event, chip));
    return chip;
  }

  #draw(): void {
    const { texts, person } = this.#context;
    const command = this.#command!;
    const name = localized(command.name, command.name_localizations, person.locale);
    const count = this.#unused.length;
    this.#adder.placeholder = count > 0 ? fill(texts.moreOptions, { count }) : '';
    this.#host.replaceChildren(
      element(
        'button',
        {
          type: 'button',
          class: 'command-name',
          'aria-label': fill(texts.cancelCommand, { command: name }),
          onclick: () => this.#actions.leave(''),
        },
        `/${name}`,
      ),
      ...this.#chips.map(({ node }) => node),
      this.#adder,
    );
  }

  /** `name:` in any box begins that option's chip; so a whole command can be typed or pasted as text. */
  #typed(box: HTMLInputElement, chip?: OptionChip): void {
    this.#actions.showHint('');
    chip?.showProblem(undefined);
    const byName = new Map<string, Option>();
    for (const option of this.#options) {
      byName.set(option.name.toLowerCase(), option);
      byName.set(localized(option.name, option.name_localizations, this.#context.person.locale).toLowerCase(), option);
    }
    const { values, rest } = parseOptions(box.value, [...byName.keys()]);
    if (values.size === 0) {
      chip?.fit();
      if (chip) this.#suggestValues(chip);
      else this.#suggestOptions();
      return;
    }
    if (chip) chip.type(rest);
    else box.value = rest;
    let last: OptionChip | undefined;
    for (const [name, value] of values) last = this.#add(byName.get(name)!, value);
    last?.box.focus();
  }

  #add(option: Option, value = ''): OptionChip {
    let chip = this.#chips.find((existing) => existing.option === option);
    if (!chip) {
      chip = this.#chip(option);
      this.#chips.push(chip);
      this.#draw();
    }
    chip.type(value);
    return chip;
  }

  #remove(chip: OptionChip): void {
    const at = this.#chips.indexOf(chip);
    this.#chips.splice(at, 1);
    this.#draw();
    (this.#chips[at - 1]?.box ?? this.#adder).focus();
  }

  #focusNext(): void {
    const next = this.#chips.find(({ typed }) => typed === '');
    (next?.box ?? this.#adder).focus();
  }

  #suggestOptions(): void {
    const { texts, person } = this.#context;
    const typed = this.#adder.value;
    const named = this.#unused.map((option) => ({
      option,
      name: localized(option.name, option.name_localizations, person.locale),
    }));
    const entries = matching(named, typed).map(({ option, name }) => ({
      label: name,
      detail: localized(option.description, option.description_localizations, person.locale),
      mark: option.required ? texts.required : texts.optional,
      choose: () => {
        this.#adder.value = '';
        this.#add(option).box.focus();
      },
    }));
    this.#list.open(this.#adder, texts.options, entries, typed === '' ? -1 : 0);
  }

  #suggestValues(chip: OptionChip): void {
    const asking = { command: this.#command!.name, values: () => this.#values(), taken: () => this.#focusNext() };
    this.#suggestions.show(chip, asking, this.#context);
  }

  #values(): Record<string, OptionValue> {
    const values: Record<string, OptionValue> = {};
    for (const chip of this.#chips) {
      const read = chip.read();
      if ('value' in read) values[chip.option.name] = read.value;
    }
    return values;
  }

  #key(event: KeyboardEvent, chip?: OptionChip): void {
    const { key, shiftKey } = event;
    const box = chip?.box ?? this.#adder;
    if (key === 'ArrowDown' || key === 'ArrowUp') this.#list.move(key === 'ArrowDown' ? 1 : -1);
    else if (key === 'Enter') this.#enter();
    else if (key === 'Tab' && !shiftKey && this.#list.active) this.#list.active.choose();
    else if (key === 'Escape') {
      if (this.#list.active || (this.#list.isOpen && this.#chips.length > 0)) this.#list.close();
      else this.#actions.leave('');
    } else if (key === 'Backspace' && box.value === '' && !event.repeat) this.#erase(chip);
    else return;
    event.preventDefault();
  }

  #enter(): void {
    if (this.#list.active) this.#list.active.choose();
    else this.submit();
  }

  #erase(chip: OptionChip | undefined): void {
    const before = this.#chips[chip ? this.#chips.indexOf(chip) - 1 : this.#chips.length - 1];
    if (chip && !chip.option.required) this.#remove(chip);
    else if (before) before.box.focus();
    else if (!chip) this.#actions.leave(`/${this.#command!.name}`);
  }

  /** Sends the command, or marks what is wrong with it. An optional option without a value is left out. */
  submit(): void {
    for (const chip of this.#chips) {
      const read = chip.read();
      if ('value' in read || (read.problem === 'required' && !chip.option.required)) continue;
      chip.showProblem(read);
      chip.box.focus();
      const { problem, limit } = read;
      this.#actions.showHint(`${chip.label}: ${fill(this.#context.texts.problem[problem], { limit: limit ?? '' })}`);
      return;
    }
    this.#actions.send(this.#command!.name, this.#values());
  }
}
