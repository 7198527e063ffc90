import type { Named, Person } from '../../chat';
import { DIRECT_MESSAGES } from '../protocol';
import { BOT_AVATAR, personAvatar } from './avatar';
import type { Context } from './context';
import { type Child, element, part } from './dom';
import { fill } from './texts';

/** Languages to choose from. The page itself speaks the first two; the third shows what a bot falls back to. */
const LANGUAGES = ['en-US', 'pl', 'de'];

export interface SidebarActions {
  openChannel: (id: string) => void;
  becomePerson: (id: string) => void;
  change: (change: Partial<Pick<Person, 'locale' | 'roles'>>) => void;
}

/** The channels, the person and who is there. */
export class Sidebar {
  readonly #actions: SidebarActions;
  #drawn = '';

  constructor(actions: SidebarActions) {
    this.#actions = actions;
  }

  show(context: Context): void {
    const { messages, commands, ...shown } = context.state;
    const key = JSON.stringify(shown);
    // A menu that is open must not close because a message came.
    if (key === this.#drawn) return;
    this.#drawn = key;
    part('guild').textContent = context.state.guild.name;
    part('channels').replaceChildren(...this.#channels(context));
    part('me').replaceChildren(...drawMe(context));
    part('settings').replaceChildren(...this.#settings(context));
    part('members').replaceChildren(...drawMembers(context));
    drawHeader(context);
  }

  #channels({ state, texts }: Context): HTMLElement[] {
    const entry = (id: string, ...content: Child[]): HTMLElement =>
      element(
        'button',
        {
          type: 'button',
          class: 'channel',
          'aria-current': id === state.channel ? 'page' : undefined,
          onclick: () => this.#actions.openChannel(id),
        },
        ...content,
      );
    return [
      element('h2', {}, texts.textChannels),
      ...state.channels.map(({ id, name }) =>
        entry(id, element('span', { class: 'hash', 'aria-hidden': 'true' }, '#'), name),
      ),
      element('h2', {}, texts.directMessages),
      entry(DIRECT_MESSAGES, drawFace(BOT_AVATAR, state.botOnline), state.bot.name),
    ];
  }

  #settings({ state, person, texts }: Context): HTMLElement[] {
    const choose = (
      id: string,
      label: string,
      options: Named[],
      chosen: string,
      change: (value: string) => void,
    ): HTMLElement => {
      const menu = element(
        'select',
        { id, onchange: () => change(menu.value) },
        ...options.map((option) =>
          element('option', { value: option.id, selected: option.id === chosen }, option.name),
        ),
      );
      return element('div', {}, element('label', { for: id, class: 'setting' }, label), menu);
    };
    const names = new Intl.DisplayNames(person.locale, { type: 'language' });
    const languages = [...new Set([...LANGUAGES, person.locale])].map((id) => ({ id, name: names.of(id) ?? id }));
    return [
      choose('person', texts.you, [...state.people], person.id, this.#actions.becomePerson),
      choose('language', texts.language, languages, person.locale, (locale) => this.#actions.change({ locale })),
      element(
        'fieldset',
        {},
        element('legend', {}, texts.roles),
        ...state.roles.map((role) => this.#role(role, person)),
      ),
    ];
  }

  #role({ id, name }: Named, person: Person): HTMLElement {
    const box = element('input', {
      type: 'checkbox',
      checked: person.roles.includes(id),
      onchange: () => {
        const others = person.roles.filter((role) => role !== id);
        this.#actions.change({ roles: box.checked ? [...others, id] : others });
      },
    });
    return element('label', { class: 'role' }, box, name);
  }
}

function drawMe({ person }: Context): HTMLElement[] {
  return [
    drawFace(personAvatar(person.id, person.name), true),
    element('span', { class: 'me-name' }, element('b', {}, person.name), element('small', {}, person.locale)),
  ];
}

function drawMembers({ state, texts }: Context): HTMLElement[] {
  const { bot, botOnline, people, roles } = state;
  const rolesOf = (person: Person): string =>
    roles
      .filter(({ id }) => person.roles.includes(id))
      .map(({ name }) => name)
      .join(', ');
  return [
    element('h2', {}, texts.bot),
    member(BOT_AVATAR, bot.name, botOnline ? texts.online : texts.offline, botOnline),
    element('h2', {}, `${texts.people} — ${people.length}`),
    ...people.map((person) => member(personAvatar(person.id, person.name), person.name, rolesOf(person), true)),
  ];
}

function member(avatar: string, name: string, detail: string, isOnline: boolean): HTMLElement {
  return element(
    'div',
    { class: isOnline ? 'member' : 'member offline' },
    drawFace(avatar, isOnline),
    element('span', {}, element('b', {}, name), element('small', {}, detail)),
  );
}

function drawFace(avatar: string, isOnline: boolean): HTMLElement {
  return element(
    'span',
    { class: 'face' },
    element('img', { src: avatar, alt: '' }),
    element('i', { class: isOnline ? 'dot online' : 'dot' }),
  );
}

function drawHeader({ state, texts }: Context): void {
  const { channel, channels, bot, botOnline } = state;
  const isDirect = channel === DIRECT_MESSAGES;
  const name = isDirect ? bot.name : channels.find(({ id }) => id === channel)?.name;
  part('title').replaceChildren(
    element('span', { class: 'hash', 'aria-hidden': 'true' }, isDirect ? '@' : '#'),
    name ?? '',
  );
  part('bot-state').replaceChildren(
    element('i', { class: botOnline ? 'dot online' : 'dot' }),
    `${bot.name}: ${botOnline ? texts.online : texts.offline}`,
  );
  const warning = part('bot-warning');
  warning.hidden = botOnline;
  warning.textContent = fill(texts.botOffline, { bot: bot.name });
}
