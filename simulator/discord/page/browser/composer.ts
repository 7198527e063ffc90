import type { APIApplicationCommand } from '@discordjs/core';
import type { OptionValue } from '../../chat';
import { splitCommand } from '../command-text';
import { localized, matching } from '../option-values';
import { DIRECT_MESSAGES } from '../protocol';
import { CommandForm } from './command-form';
import type { Context } from './context';
import { part } from './dom';
import { SuggestionList } from './suggestion-list';
import { fill } from './texts';

export interface ComposerActions {
  say: (text: string) => void;
  command: (name: string, options: Record<string, OptionValue>) => void;
}

/** Where a person writes: plain text, or a command once its name is there. */
export class Composer {
  readonly #box = part<HTMLTextAreaElement>('box');
  readonly #hint = part('hint');
  readonly #list = new SuggestionList(part('suggestions'));
  readonly #form: CommandForm;
  readonly #actions: ComposerActions;
  #context!: Context;
  /** Whom and where it is written for. */
  #place = '';

  constructor(actions: ComposerActions) {
    this.#actions = actions;
    this.#form = new CommandForm(part('command'), this.#list, {
      send: (name, options) => {
        this.#leave('');
        actions.command(name, options);
      },
      leave: (text) => this.#leave(text),
      showHint: (text) => this.#showHint(text),
    });
    this.#box.addEventListener('input', () => this.#typed());
    this.#box.addEventListener('keydown', (event) => this.#key(event));
    this.#box.addEventListener('focus', () => this.#suggestCommands());
    part('composer').addEventListener('focusout', ({ relatedTarget }) => {
      if (!part('composer').contains(relatedTarget as Node | null)) this.#list.close();
    });
    part('send').addEventListener('click', () => this.#submit());
  }

  show(context: Context): void {
    this.#context = context;
    const { state, texts, person } = context;
    const { channel, channels, bot } = state;
    const name = channels.find(({ id }) => id === channel)?.name ?? '';
    const placeholder =
      channel === DIRECT_MESSAGES ? fill(texts.writeDirect, { bot: bot.name }) : fill(texts.write, { channel: name });
    this.#box.placeholder = placeholder;
    this.#box.setAttribute('aria-label', placeholder);
    const now = JSON.stringify([channel, person.id, person.locale]);
    if (now !== this.#place && this.#form.isOpen) this.#leave('');
    this.#place = now;
  }

  /** The keyboard's way in. */
  focus(): void {
    this.#box.focus();
  }

  #leave(text: string): void {
    this.#form.close();
    this.#box.hidden = false;
    this.#box.value = text;
    this.#showHint('');
    this.#box.focus();
    this.#typed();
  }

  #typed(): void {
    this.#showHint('');
    this.#box.style.height = 'auto';
    this.#box.style.height = `${this.#box.scrollHeight}px`;
    const written = splitCommand(this.#box.value);
    const command = written && this.#find(written.name);
    if (written && command && /\s/.test(this.#box.value.trimStart())) this.#begin(command, written.rest);
    else this.#suggestCommands();
  }

  #begin(command: APIApplicationCommand, rest: string): void {
    this.#list.close();
    this.#box.value = '';
    this.#box.hidden = true;
    this.#form.open(command, rest, this.#context);
  }

  #find(name: string): APIApplicationCommand | undefined {
    return this.#commands.find((command) =>
      [command.name, this.#nameOf(command)].some((known) => known.toLowerCase() === name),
    );
  }

  /** What can be typed with a slash; commands for a right click on a message or person are not. */
  get #commands(): APIApplicationCommand[] {
    return this.#context.state.commands.filter(({ type }) => (type as number) === 1);
  }

  #nameOf(command: APIApplicationCommand): string {
    return localized(command.name, command.name_localizations, this.#context.person.locale);
  }

  #suggestCommands(): void {
    const { value } = this.#box;
    if (!/^\/\S*$/.test(value)) {
      this.#list.close();
      return;
    }
    const { texts, person } = this.#context;
    const named = this.#commands.map((command) => ({ command, name: this.#nameOf(command) }));
    const entries = matching(named, value.slice(1)).map(({ command, name }) => ({
      label: `/${name}`,
      detail: localized(command.description, command.description_localizations, person.locale),
      mark: this.#context.state.bot.name,
      choose: () => this.#begin(command, ''),
    }));
    this.#list.open(this.#box, texts.commands, entries, 0, value === '/' ? texts.noCommands : '');
  }

  #key(event: KeyboardEvent): void {
    const { key, shiftKey, isComposing } = event;
    if (isComposing) return;
    if (this.#list.isOpen && (key === 'ArrowDown' || key === 'ArrowUp')) this.#list.move(key === 'ArrowDown' ? 1 : -1);
    else if (this.#list.active && (key === 'Enter' || key === 'Tab') && !shiftKey) this.#list.active.choose();
    else if (key === 'Enter' && !shiftKey) this.#submit();
    else if (key === 'Escape' && this.#list.isOpen) this.#list.close();
    else return;
    event.preventDefault();
  }

  #submit(): void {
    if (this.#form.isOpen) {
      this.#form.submit();
      return;
    }
    const text = this.#box.value.trim();
    if (text === '') return;
    const written = splitCommand(text);
    const command = written && this.#find(written.name);
    if (command) this.#begin(command, written.rest);
    else if (written && /^\/[\w-]+(\s|$)/.test(text)) {
      this.#showHint(fill(this.#context.texts.noCommand, { command: written.name }));
    } else {
      this.#leave('');
      this.#actions.say(text);
    }
  }

  #showHint(text: string): void {
    this.#hint.textContent = text;
    this.#hint.hidden = text === '';
  }
}
