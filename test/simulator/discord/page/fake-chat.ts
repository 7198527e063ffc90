import type { APIApplicationCommand } from '@discordjs/core';
import type { Chat, ChatMessage, Outcome, Person, Suggestion } from '../../../../simulator/discord/chat';

type Call = { [Name in 'say' | 'command' | 'suggest' | 'press']: [Name, ...Parameters<Chat[Name]>] }[
  | 'say'
  | 'command'
  | 'suggest'
  | 'press'];

const TIME = '2026-11-24T12:00:00.000Z';

/** A chat without a bot: it tells what was done, and shows what a test puts into it. */
export class FakeChat implements Chat {
  readonly guild = { id: '10', name: 'Our house' };
  readonly bot = { id: '20', name: 'home-bot' };
  readonly channels = [
    { id: '31', name: 'home' },
    { id: '32', name: 'general' },
  ];
  readonly roles = [
    { id: '41', name: 'household' },
    { id: '42', name: 'guest' },
  ];
  readonly people: Person[] = [
    { id: '51', name: 'Anna', locale: 'en-US', roles: ['41'] },
    { id: '52', name: 'Olek', locale: 'pl', roles: [] },
  ];
  botOnline = true;
  readonly calls: Call[] = [];
  readonly shown: (ChatMessage & { channel: string })[] = [];
  readonly files = new Map<string, { type: string; name: string; data: Buffer }>();
  readonly listeners = new Set<() => void>();
  known: APIApplicationCommand[] = [];
  /** What becomes of commands and presses. */
  settle: () => Promise<Outcome> = async () => ({ ok: true });
  suggestions: Suggestion[] = [];

  commands(_person: string): APIApplicationCommand[] {
    return this.known;
  }

  messages(person: string, channel: string): ChatMessage[] {
    return this.shown.filter(
      (message) => message.channel === channel && (message.onlyFor === undefined || message.onlyFor === person),
    );
  }

  attachment(id: string): { type: string; name: string; data: Buffer } | undefined {
    return this.files.get(id);
  }

  setPerson(id: string, change: Partial<Pick<Person, 'locale' | 'roles'>>): void {
    Object.assign(this.people.find((person) => person.id === id)!, change);
    this.change();
  }

  say(person: string, channel: string, text: string): void {
    this.calls.push(['say', person, channel, text]);
    this.add({ content: text, author: person, channel });
  }

  command(...given: Parameters<Chat['command']>): Promise<Outcome> {
    this.calls.push(['command', ...given]);
    return this.settle();
  }

  async suggest(...given: Parameters<Chat['suggest']>): Promise<Suggestion[]> {
    this.calls.push(['suggest', ...given]);
    return this.suggestions;
  }

  press(...given: Parameters<Chat['press']>): Promise<Outcome> {
    this.calls.push(['press', ...given]);
    return this.settle();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  change(): void {
    for (const listener of this.listeners) listener();
  }

  /** @param author a person's id; the bot if not given */
  add({
    author,
    channel = '31',
    ...given
  }: Omit<Partial<ChatMessage>, 'author'> & { author?: string; channel?: string }): void {
    const writer = this.people.find(({ id }) => id === author) ?? this.bot;
    this.shown.push({
      id: String(1000 + this.shown.length),
      channel_id: channel,
      channel,
      author: { id: writer.id, username: writer.name, bot: writer === this.bot },
      content: '',
      timestamp: TIME,
      edited_timestamp: null,
      embeds: [],
      attachments: [],
      components: [],
      thinking: false,
      ...given,
    } as ChatMessage & { channel: string });
    this.change();
  }
}
