import type { ChatMessage, Outcome } from '../../chat';
import { DIRECT_MESSAGES } from '../protocol';
import { BOT_AVATAR } from './avatar';
import type { Context } from './context';
import { element, part } from './dom';
import { drawMessage } from './message-view';
import { fill } from './texts';
import { isSameDay, showTime } from './times';

/** A command that this page sent: under way, or what went wrong. */
export interface Notice {
  channel: string;
  command: string;
  outcome?: Outcome | Error;
}

const CONTINUED_WITHIN = 7 * 60_000;
/** px from the end, within which the list follows new messages. */
const NEAR = 80;

/** The messages of the open channel. What did not change keeps its elements. */
export class MessageList {
  readonly #scroller = part('messages');
  readonly #list = element('discord-messages');
  readonly #drawn = new Map<string, { key: string; node: HTMLElement }>();
  readonly #dismissed = new Set<string>();
  readonly #busy = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #notices: Notice[] = [];
  #context: Context | undefined;
  #channel = '';
  #follows = true;
  /** Scrolling that is not the person's: elements were exchanged and have no size yet. */
  #settles = false;

  constructor() {
    this.#scroller.append(this.#list);
    this.#scroller.addEventListener('scroll', () => {
      const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
      if (!this.#settles) this.#follows = scrollHeight - scrollTop - clientHeight < NEAR;
    });
    // Components and pictures get their size later than they are added.
    const observer = new ResizeObserver(() => this.#toEnd());
    observer.observe(this.#list);
    observer.observe(this.#scroller);
  }

  show(context: Context): void {
    const { channel } = context.state;
    if (channel !== this.#channel) {
      this.#channel = channel;
      this.#follows = true;
    }
    this.#context = context;
    this.#draw();
  }

  /** Shows that a command is under way, until it has settled. */
  follow(notice: Notice, settled: Promise<Outcome>): void {
    this.#notices.push(notice);
    this.#follows = true;
    settled.then(
      (outcome) => {
        if (outcome.ok) this.#remove(notice);
        else notice.outcome = outcome;
        this.#draw();
      },
      (error: Error) => {
        notice.outcome = error;
        this.#draw();
      },
    );
    this.#draw();
  }

  #toEnd(): void {
    if (this.#follows) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #remove(notice: Notice): void {
    const at = this.#notices.indexOf(notice);
    if (at !== -1) this.#notices.splice(at, 1);
  }

  #draw(): void {
    const context = this.#context;
    if (!context) return;
    const nodes = [this.#keep('welcome', '', context, () => drawWelcome(context))];
    let before: ChatMessage | undefined;
    for (const message of context.state.messages) {
      if (this.#dismissed.has(message.id)) continue;
      const time = Date.parse(message.timestamp);
      const isNewDay = !before || !isSameDay(Date.parse(before.timestamp), time);
      if (isNewDay)
        nodes.push(this.#keep(`day ${new Date(time).toDateString()}`, '', context, () => drawDay(time, context)));
      nodes.push(this.#message(message, !isNewDay && isContinued(message, before), context));
      before = message;
    }
    for (const notice of this.#notices) {
      if (notice.channel === this.#channel) nodes.push(this.#notice(notice, context));
    }
    this.#settles = true;
    place(this.#list, nodes);
    const settled = (): void => {
      this.#toEnd();
      this.#settles = false;
    };
    requestAnimationFrame(() => requestAnimationFrame(settled));
  }

  #message(message: ChatMessage, continued: boolean, context: Context): HTMLElement {
    const { id } = message;
    const look = { isContinued: continued, isBusy: this.#busy.has(id), failed: this.#failed.has(id) };
    const actions = {
      press: (customId: string, values?: string[]): void => {
        void this.#press(message, customId, values);
      },
      dismiss: (): void => {
        this.#dismissed.add(id);
        this.#draw();
      },
    };
    return this.#keep(id, JSON.stringify([message, look]), context, () => drawMessage(message, look, actions, context));
  }

  async #press({ id }: ChatMessage, customId: string, values?: string[]): Promise<void> {
    if (!this.#context || this.#busy.has(id)) return;
    const { act, person } = this.#context;
    this.#busy.add(id);
    this.#failed.delete(id);
    this.#draw();
    const body = { person: person.id, message: id, customId, ...(values && { values }) };
    const outcome = await act('press', body).catch(() => ({ ok: false }));
    this.#busy.delete(id);
    if (!outcome.ok) this.#failed.add(id);
    this.#draw();
  }

  #notice(notice: Notice, context: Context): HTMLElement {
    const { texts } = context;
    const { command, outcome } = notice;
    if (!outcome) return element('p', { class: 'notice sending' }, fill(texts.sending, { command }));
    const close = element(
      'button',
      {
        type: 'button',
        class: 'link',
        onclick: () => {
          this.#remove(notice);
          this.#draw();
        },
      },
      texts.dismiss,
    );
    return element(
      'div',
      { class: 'notice failed', role: 'alert' },
      element('span', { class: 'sign', 'aria-hidden': 'true' }, '!'),
      element('span', {}, `/${command}: ${reason(outcome, context)}`),
      close,
    );
  }

  /** The element drawn before, when nothing that it shows has changed. */
  #keep(id: string, content: string, context: Context, draw: () => HTMLElement): HTMLElement {
    const { person, state } = context;
    const key = JSON.stringify([
      content,
      person.locale,
      state.person,
      state.channel,
      state.people.map(({ name }) => name),
    ]);
    const drawn = this.#drawn.get(id);
    if (drawn?.key === key) return drawn.node;
    const node = draw();
    this.#drawn.set(id, { key, node });
    return node;
  }
}

/** Puts the nodes into the parent, in this order, without touching those that are in place. */
function place(parent: HTMLElement, nodes: readonly HTMLElement[]): void {
  const wanted = new Set<Node>(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  for (const [index, node] of nodes.entries()) {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  }
}

function isContinued(message: ChatMessage, before: ChatMessage | undefined): boolean {
  if (!before || message.asked || message.author.id !== before.author.id) return false;
  if ((message.onlyFor === undefined) !== (before.onlyFor === undefined)) return false;
  return Date.parse(message.timestamp) - Date.parse(before.timestamp) < CONTINUED_WITHIN;
}

function reason(outcome: Exclude<Outcome, { ok: true }> | Outcome | Error, { texts, state }: Context): string {
  if (outcome instanceof Error) return fill(texts.requestFailed, { reason: outcome.message });
  if (outcome.ok || outcome.reason === 'did-not-respond') return texts.didNotRespond;
  if (outcome.reason === 'unknown-command') return texts.unknownCommand;
  return `${texts.didNotRespond}. ${fill(texts.botOffline, { bot: state.bot.name })}`;
}

function drawWelcome({ state, texts }: Context): HTMLElement {
  const { channel, channels, bot } = state;
  const isDirect = channel === DIRECT_MESSAGES;
  const name = channels.find(({ id }) => id === channel)?.name ?? '';
  return element(
    'div',
    { class: 'welcome' },
    isDirect
      ? element('img', { src: BOT_AVATAR, alt: '', class: 'welcome-sign' })
      : element('span', { class: 'welcome-sign', 'aria-hidden': 'true' }, '#'),
    element('h2', {}, isDirect ? fill(texts.welcomeDirect, { bot: bot.name }) : fill(texts.welcome, { channel: name })),
    element('p', {}, texts.welcomeHint),
  );
}

function drawDay(time: number, { person }: Context): HTMLElement {
  return element('div', { class: 'day', role: 'separator' }, showTime(time, 'D', person.locale));
}
