import type { ChatState } from '../protocol';
import { Composer } from './composer';
import type { Context } from './context';
import { part } from './dom';
import { refreshTimes } from './markdown-view';
import { forget, remember, remembered } from './memory';
import { MessageList } from './message-list';
import { prepareLargePicture } from './pictures';
import { act, fetchState, followChanges } from './server';
import { Sidebar } from './sidebar';
import { hasTexts, showTexts, textsFor } from './texts';
import { applyTheme } from './theme';

const TICK = 10_000;

applyTheme();

let context: Context | undefined;
let asks = false;
let asksAgain = false;

const messages = new MessageList();
const sidebar = new Sidebar({
  openChannel: (channel) => {
    document.body.classList.remove('channels-open');
    remember({ channel });
    void refresh();
    composer.focus();
  },
  becomePerson: (person) => {
    remember({ person });
    void refresh();
  },
  change: (change) => {
    if (!context) return;
    if (change.locale) remember({ locale: change.locale });
    act('person', { person: context.person.id, ...change }).catch(showTrouble);
  },
});
const composer = new Composer({
  say: (text) => {
    if (context) act('say', { person: context.person.id, channel: context.state.channel, text }).catch(showTrouble);
  },
  command: (name, options) => {
    if (!context) return;
    const { channel } = context.state;
    messages.follow({ channel, command: name }, act('command', { person: context.person.id, channel, name, options }));
  },
});

prepareLargePicture();
showTexts(textsFor(navigator.language));
part('show-channels').addEventListener('click', () => document.body.classList.toggle('channels-open'));
part('shade').addEventListener('click', () => document.body.classList.remove('channels-open'));
document.addEventListener('click', ({ target }) => {
  const settings = part<HTMLDetailsElement>('user');
  if (!settings.contains(target as Node)) settings.open = false;
});
followChanges(
  () => void refresh(),
  (isConnected) => {
    part('reconnecting').hidden = isConnected;
  },
);
setInterval(() => context && refreshTimes(context.person.locale), TICK);

/** Fetches what is to be seen and draws it; one request at a time, and one more when something changed meanwhile. */
async function refresh(): Promise<void> {
  if (asks) {
    asksAgain = true;
    return;
  }
  asks = true;
  do {
    asksAgain = false;
    try {
      await show(await fetchSeen());
    } catch (error) {
      showTrouble(error as Error);
    }
  } while (asksAgain);
  asks = false;
}

async function fetchSeen(): Promise<ChatState> {
  const { person = '', channel = '' } = remembered();
  try {
    return await fetchState(person, channel);
  } catch (error) {
    // Who or what was open in another simulation need not be in this one.
    if (person === '' && channel === '') throw error;
    const state = await fetchState('', '');
    forget();
    return state;
  }
}

async function show(state: ChatState): Promise<void> {
  const isFirst = context === undefined;
  const person = state.people.find(({ id }) => id === state.person)!;
  if (isFirst) await useLanguage(state, person.locale);
  const texts = textsFor(person.locale);
  document.documentElement.lang = hasTexts(person.locale) ? person.locale : 'en';
  context = { state, person, texts, act };
  showTexts(texts);
  part('trouble').hidden = true;
  sidebar.show(context);
  messages.show(context);
  composer.show(context);
}

/** The first person speaks the language that was chosen before, or else the browser's. */
async function useLanguage({ person, people }: ChatState, current: string): Promise<void> {
  const browsers = navigator.languages.find(hasTexts)?.startsWith('pl') ? 'pl' : undefined;
  const wanted = remembered().locale ?? (person === people[0]?.id ? browsers : undefined);
  if (wanted && wanted !== current) await act('person', { person, locale: wanted });
}

function showTrouble({ message }: Error): void {
  const trouble = part('trouble');
  trouble.textContent = message;
  trouble.hidden = false;
}
