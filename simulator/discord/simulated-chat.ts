import type { APIApplicationCommand } from '@discordjs/core';
import type { Backend } from './backend';
import type { Chat, ChatMessage, Named, OptionValue, Outcome, Person, Suggestion } from './chat';
import { sendInteraction } from './events';
import { commandData } from './interaction-event';
import type { Answer, Asked } from './interactions';
import { isLoading, type StoredMessage } from './messages';
import { nest, optionsAt, readOptions } from './options';
import { pressed } from './press';
import { INTERACTION } from './protocol';
import { readMessage } from './validate/message';
import { APPLICATION_ID, CHANNELS, GUILD } from './world';

/** What a person typed: the command, and the words and options after it. */
interface Typed {
  command: APIApplicationCommand;
  path: string[];
}

/** The people in front of the simulated Discord. */
export class SimulatedChat implements Chat {
  readonly guild: Named = GUILD;
  readonly channels: readonly Named[] = CHANNELS;
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get bot(): Named {
    return { id: APPLICATION_ID, name: this.#backend.world.botUser.username };
  }

  get roles(): readonly Named[] {
    return this.#backend.world.roles;
  }

  get people(): readonly Person[] {
    return structuredClone(this.#backend.world.people);
  }

  get botOnline(): boolean {
    return this.#backend.sessions.online;
  }

  setPerson(id: string, change: Partial<Pick<Person, 'locale' | 'roles'>>): void {
    const person = this.#backend.world.person(id);
    if (change.locale !== undefined) person.locale = change.locale;
    if (change.roles !== undefined) person.roles = [...change.roles];
    this.#backend.changes.tell();
  }

  commands(person: string, channel = CHANNELS[0]!.id): APIApplicationCommand[] {
    const { world, commands } = this.#backend;
    const { id } = world.channelOf(person, channel);
    return structuredClone(commands.usable(world.permissions(person), world.isDm(id) ? 'botDm' : 'guild'));
  }

  messages(person: string, channel: string): ChatMessage[] {
    const { id } = this.#backend.world.channelOf(person, channel);
    const visible = this.#backend.messages.in(id).filter((stored) => isVisible(stored, person));
    return visible.map((stored) => {
      const { message, onlyFor, asked } = stored;
      const extra = { ...(onlyFor === undefined ? {} : { onlyFor }), ...(asked ? { asked } : {}) };
      return { ...structuredClone(message), thinking: isLoading(stored), ...extra };
    });
  }

  attachment(id: string): { type: string; name: string; data: Buffer } | undefined {
    return this.#backend.attachments.get(id);
  }

  say(person: string, channel: string, text: string): void {
    const { world, messages } = this.#backend;
    const { id } = world.channelOf(person, channel);
    messages.create(readMessage({ content: text }, []), { channel: id, author: person });
  }

  async command(person: string, channel: string, name: string, options: Record<string, OptionValue>): Promise<Outcome> {
    const typed = this.#find(person, channel, name);
    if (!typed) return { ok: false, reason: 'unknown-command' };
    const given = nest(typed.path, readOptions(optionsAt(typed.command.options ?? [], typed.path), options));
    const asked = { ...this.#place(person, channel), type: INTERACTION.command, command: name };
    return this.#ask(asked, commandData(this.#backend.world, typed.command, given));
  }

  async suggest(
    person: string,
    channel: string,
    name: string,
    options: Record<string, OptionValue>,
    focused: string,
  ): Promise<Suggestion[]> {
    const typed = this.#find(person, channel, name);
    if (!typed || !this.#backend.sessions.reachable) return [];
    const known = optionsAt(typed.command.options ?? [], typed.path);
    const option = known.find((each) => each.name === focused);
    if (!option?.autocomplete) throw new Error(`The option "${focused}" of /${name} has no suggestions.`);
    const given = nest(typed.path, readOptions(known, options, focused));
    const place = this.#place(person, channel);
    const asked = { ...place, type: INTERACTION.autocomplete, command: name, focusedType: option.type };
    const answer = await this.#begin(asked, commandData(this.#backend.world, typed.command, given));
    return (answer?.choices ?? []).map((choice) => ({ name: choice.name, value: choice.value }));
  }

  async press(person: string, message: string, customId: string, values?: string[]): Promise<Outcome> {
    const source = this.#backend.messages.get(message);
    if (!source || !this.#sees(person, source)) throw new Error('This message does not exist any more.');
    const data = pressed(source.message, customId, values);
    return this.#ask({ person, channel: source.message.channel_id, type: INTERACTION.component, source }, data);
  }

  onChange(listener: () => void): () => void {
    return this.#backend.changes.add(listener);
  }

  async #ask(asked: Asked, data: object): Promise<Outcome> {
    if (!this.#backend.sessions.reachable) return { ok: false, reason: 'bot-offline' };
    return (await this.#begin(asked, data)) ? { ok: true } : { ok: false, reason: 'did-not-respond' };
  }

  #begin(asked: Asked, data: object): Promise<Answer | undefined> {
    return this.#backend.interactions.begin(asked, (interaction) => sendInteraction(this.#backend, interaction, data));
  }

  #place(person: string, channel: string): { person: string; channel: string } {
    return { person, channel: this.#backend.world.channelOf(person, channel).id };
  }

  /** The command of a line such as `energy compare`: a name and subcommands. */
  #find(person: string, channel: string, line: string): Typed | undefined {
    const [name, ...path] = line.split(' ');
    const command = this.commands(person, channel).find((each) => each.name === name);
    return command && { command, path };
  }

  #sees(person: string, stored: StoredMessage): boolean {
    const dmWith = this.#backend.world.channel(stored.message.channel_id)?.dmWith;
    return isVisible(stored, person) && (dmWith === undefined || dmWith === person);
  }
}

function isVisible({ onlyFor }: StoredMessage, person: string): boolean {
  return onlyFor === undefined || onlyFor === person;
}
