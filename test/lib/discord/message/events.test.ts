import assert from 'node:assert/strict';
import type { Asked } from '../../../../lib/discord/answer';
import type { Command } from '../../../../lib/discord/command';
import { parseCustomId } from '../../../../lib/discord/custom-id';
import { type ComposeOptions, composeMessage } from '../../../../lib/discord/message/compose';
import { fitMessage } from '../../../../lib/discord/message/fit';
import type { OutgoingMessage } from '../../../../lib/discord/message/message';
import { NOTICED_KINDS } from '../../../../lib/event-list';
import { throwsInput } from '../../../throws';
import { accepts } from './accepts';

const NOW = Date.UTC(2026, 10, 25, 12);
const TIME = Date.UTC(2026, 10, 23, 13, 5);
const HOUR = 3_600_000;
const PERIOD = { from: NOW - 7 * 24 * HOUR, to: NOW, label: '7d', bucket: 'day', timeZone: 'Europe/Warsaw' };

const command = (name: string, ...options: string[]): Command => ({
  name,
  description: { en: name },
  options: options.map((option) => ({
    name: option,
    type: 'text',
    description: { en: option },
    required: false,
    choices: [],
  })),
  text: '',
  roles: [],
  users: [],
  managers: false,
});
const EVENTS = command('events', 'period', 'series', 'event');
const REPAIR = command('repair', 'event', 'as', 'modulus', 'undo');
const asked = (options: Asked['options'], name = 'events'): Asked => ({
  bot: 'bot',
  kind: 'command',
  id: '1',
  command: name,
  options,
  user: { id: '2', name: 'owner' },
  roles: [],
  manager: true,
  channel: '3',
  locale: 'en-US',
});
const options: ComposeOptions = {
  layout: 'events',
  buttons: true,
  language: 'en',
  now: NOW,
  asked: asked({ period: '7d' }),
  commands: [EVENTS, REPAIR],
  textCommands: false,
};

const event = (kind: string, more: object = {}) => {
  return { id: 12, series: 'water.volume', unit: 'dm3', kind, time: TIME, noticed: NOW, repairs: [], ...more };
};
const listOf = (...events: object[]) => ({ period: PERIOD, events, decisions: [] });
const compose = (payload: unknown, more: Partial<ComposeOptions> = {}, timeZone?: string): OutgoingMessage => {
  const message = composeMessage({ payload, report: undefined, alt: undefined, timeZone }, { ...options, ...more });
  accepts(fitMessage(message));
  return message;
};
const lines = (message: OutgoingMessage): string[] =>
  message.embeds![0]!.description!.replaceAll('\u00a0', ' ').split('\n');
const buttons = ({ components = [] }: OutgoingMessage) =>
  components.flatMap((row) => row.components.map(({ label, custom_id: id }) => [label, parseCustomId(id)]));

describe('an answer with events', () => {
  const level = { before: 1001, after: 1002 };
  const table: [kind: string, evidence: object, english: string, polish: string][] = [
    [
      'gap',
      { to: TIME + 6 * HOUR, ...level },
      'gap of 6 h, 1 dm³ used in it spread over it',
      'przerwa 6 h, zużycie 1 dm³ rozłożono na nią',
    ],
    ['gap', { to: TIME + HOUR, unit: '°C', before: 5, after: 2 }, 'gap of 1 h', 'przerwa 1 h'],
    ['gap', { to: TIME + HOUR, unit: 'dm3/h', before: 60, after: 30 }, 'gap of 1 h', 'przerwa 1 h'],
    [
      'glitch',
      { to: TIME, ...level, held: [{ value: 0 }] },
      'stray reading left out: 0 dm³ between 1 001 dm³ and 1 002 dm³',
      'pominięto błędny odczyt: 0 dm³ między 1 001 dm³ a 1 002 dm³',
    ],
    [
      'glitch',
      { to: TIME, ...level, held: [{ value: 0 }, { value: 0 }] },
      '2 stray readings left out: 0 dm³ between 1 001 dm³ and 1 002 dm³',
      'pominięto 2 błędne odczyty: 0 dm³ między 1 001 dm³ a 1 002 dm³',
    ],
    [
      'backflow',
      { before: 1000, after: 998 },
      'register fell from 1 000 dm³ to 998 dm³: counted as nothing, and so is the climb back',
      'licznik cofnął się z 1 000 dm³ na 998 dm³: nie liczy się ani to, ani powrót',
    ],
    [
      'rollover',
      { before: 99_999, after: 3, modulus: 100_000 },
      'register passed its end at 100 000 dm³: from 99 999 dm³ to 3 dm³, counted',
      'licznik przeszedł przez koniec zakresu 100 000 dm³: z 99 999 dm³ na 3 dm³, policzono',
    ],
    [
      'replacement',
      { before: 1000, after: 5, serialBefore: 'A', serialAfter: '*B' },
      'meter replaced at 1 000 dm³, the new one began at 5 dm³: nothing added, serial A → \\*B',
      'licznik wymieniono przy 1 000 dm³, nowy zaczął od 5 dm³: nic nie doliczono, numer A → \\*B',
    ],
    [
      'reset',
      { before: 1000, after: 5, held: [] },
      'register began anew: from 1 000 dm³ to 5 dm³, nothing added',
      'licznik zaczął od nowa: z 1 000 dm³ na 5 dm³, nic nie doliczono',
    ],
    [
      'jump',
      { before: 5, after: 1000, held: [] },
      'register jumped from 5 dm³ to 1 000 dm³: nothing added',
      'licznik przeskoczył z 5 dm³ na 1 000 dm³: nic nie doliczono',
    ],
    [
      'implausible',
      { unit: '°C', after: 327.6 },
      'impossible value left out: 327.6 °C',
      'pominięto niemożliwą wartość: 327,6 °C',
    ],
    [
      'stuck',
      { unit: '°C', to: TIME + 25 * HOUR, after: 7 },
      'value has stayed at 7.0 °C for 1 d 1 h',
      'wartość stoi na 7,0 °C od 1 d 1 h',
    ],
    [
      'late',
      { to: TIME, readings: 5 },
      '5 readings came late and were put in their place',
      '5 odczytów przyszło późno i trafiło na swoje miejsce',
    ],
    [
      'conflict',
      { stored: 5, refused: 7 },
      'two values for the same moment: 5 dm³ stays, 7 dm³ was not stored',
      'dwie wartości dla tej samej chwili: zostaje 5 dm³, 7 dm³ nie zapisano',
    ],
    [
      'clock',
      { to: TIME, why: 'early', readings: 1 },
      'a reading from before 2001 set aside',
      'odłożono odczyt sprzed 2001 roku',
    ],
    [
      'clock',
      { to: TIME, why: 'future', readings: 3 },
      '3 readings from the future set aside',
      'odłożono 3 odczyty z przyszłości',
    ],
    [
      'clock',
      { to: TIME, why: 'contradiction', readings: 5 },
      '5 readings that contradict those of their time set aside',
      'odłożono 5 odczytów sprzecznych z innymi z tego czasu',
    ],
    ['silent', { to: TIME + HOUR }, 'no readings for 1 h', 'brak odczytów od 1 h'],
    ['back', { silence: 2 * HOUR }, 'readings again after 2 h', 'odczyty wróciły po 2 h'],
    [
      'rebuilt',
      { readings: 5000, fromBackup: 12 },
      'the database was damaged and has been put together again: 5000 readings are there, 12 of them from the copy',
      'baza była uszkodzona i została odbudowana: odczytów 5000, z tego z kopii 12',
    ],
  ];
  for (const [kind, evidence, english, polish] of table) {
    it(`tells in a line, with the evidence: ${english}`, () => {
      const said = (language: 'en' | 'pl') =>
        lines(compose(listOf(event(kind, evidence), event(kind, evidence)), { language }))[0]!.split(' · ');
      assert.deepEqual(said('en').slice(2), ['23 Nov, 14:05', english]);
      assert.deepEqual(said('pl').slice(2), ['23 lis, 14:05', polish]);
      assert.deepEqual(said('en').slice(0, 1), ['**12**']);
    });
  }

  it('has a name and a sentence for every kind there is', () => {
    assert.deepEqual([...new Set(table.map(([kind]) => kind))].sort(), [...NOTICED_KINDS].sort());
    for (const [kind, evidence] of table) {
      for (const language of ['en', 'pl'] as const) {
        const { title, description } = compose(event(kind, evidence), { language, asked: undefined }).embeds![0]!;
        assert.doesNotMatch(`${title} ${description}`, /events\.|[{}]/);
      }
    }
  });

  it('offers a menu of the events that asks the same with the number of one', () => {
    const message = compose(listOf(event('gap', level), event('jump', { ...level, id: 13 })));
    const [menu] = message.components![0]!.components;
    assert.deepEqual(
      (menu!['options'] as { value: string; label: string }[]).map(({ value, label }) => [value, label]),
      [
        ['12', 'Water · gap · 23 Nov, 14:05'],
        ['13', 'Water · register jumped · 23 Nov, 14:05'],
      ],
    );
    assert.deepEqual(parseCustomId(menu!['custom_id'], ['13']), {
      command: 'events',
      options: { period: '7d', event: '13' },
    });
    assert.equal(message.embeds![0]!.title, 'Events · Last 7 days');
  });

  it('says that there was none, without a menu', () => {
    const message = compose(listOf());
    assert.deepEqual([lines(message), message.components], [['Nothing special happened to the readings.'], []]);
  });

  it('tells one event with buttons for what it can be decided to be, and the way back', () => {
    const reset = event('reset', { before: 9990, after: 5, repairs: ['glitch', 'replacement', 'rollover'] });
    const message = compose(listOf(reset), { asked: asked({ period: '7d', event: 12 }) });
    assert.equal(message.embeds![0]!.title, 'Water · register began anew');
    assert.deepEqual(lines(message), [
      '23 Nov, 14:05 · event 12',
      'Register began anew: from 9 990 dm³ to 5 dm³, nothing added',
    ]);
    const order = (options: object) => ({ command: 'repair', options: { event: '12', ...options } });
    assert.deepEqual(buttons(message), [
      ['It was a stray reading', order({ as: 'glitch' })],
      ['The meter was replaced', order({ as: 'replacement' })],
      ['It passed its end at 10\u00a0000', order({ as: 'rollover', modulus: '10000' })],
      ['All events', { command: 'events', options: { period: '7d' } }],
    ]);
    const far = compose(listOf({ ...reset, before: 5000 }), { asked: asked({ event: 12 }) });
    assert.ok(!buttons(far).some(([label]) => String(label).includes('its end')));
  });

  it('shows those buttons only to those who may repair', () => {
    const one = listOf(event('glitch', { ...level, repairs: ['count'] }));
    const message = compose(one, { asked: asked({ event: 12 }), commands: [EVENTS] });
    assert.deepEqual(
      buttons(message).map(([label]) => label),
      ['All events'],
    );
    assert.equal(compose(one, { asked: undefined }).components, undefined);
    assert.equal(compose(one, { asked: asked({ event: 12 }), buttons: false }).components, undefined);
  });

  it('says who decided what, and lets it be undone', () => {
    const decided = { id: 4, verdict: { kind: 'count' }, by: 'owner', why: 'I filled the *pool*' };
    const message = compose(listOf(event('jump', { ...level, repairs: ['count'], decided })), {
      asked: asked({ event: 12 }),
    });
    assert.equal(
      lines(message).at(-1),
      'owner decided: the readings are right, because: I filled the \\*pool\\* (decision 4)',
    );
    assert.deepEqual(buttons(message)[0], ['Undo the decision', { command: 'repair', options: { undo: '4' } }]);
    const stretch = {
      ...decided,
      verdict: { kind: 'ignore' },
      series: 'water.volume',
      from: TIME,
      to: TIME + HOUR,
      why: '',
    };
    assert.deepEqual(lines(compose({ period: PERIOD, events: [], decisions: [stretch] })), [
      'Water · 23 Nov, 14:05 – 23 Nov, 15:05 · owner decided: the readings count nothing (decision 4)',
    ]);
  });

  it('tells what a decision changed, before and after, and lets it be undone', () => {
    const outcome = {
      series: 'water.volume',
      unit: 'dm3',
      kind: 'counter',
      decision: { id: 4, verdict: { kind: 'replacement' }, by: 'owner', why: '', undone: false },
      from: Date.UTC(2026, 10, 22, 23),
      to: Date.UTC(2026, 10, 23, 23),
      before: { total: 3, coverage: 1 },
      after: { total: 1234, coverage: 0.96, estimated: 41 },
      event: event('reset'),
      events: [],
    };
    const message = compose(outcome, { asked: asked({ event: 12, as: 'replacement' }, 'repair') }, 'Europe/Warsaw');
    assert.equal(message.embeds![0]!.title, 'Water · Decided: the meter was replaced');
    assert.deepEqual(lines(message), [
      '23 November 2026',
      'Before: **3 dm³** · 100 % measured',
      'Now: **1 234 dm³** · 96 % measured · 41 dm³ estimated',
      'owner decided: the meter was replaced (decision 4)',
    ]);
    assert.deepEqual(buttons(message), [
      ['Undo the decision', { command: 'repair', options: { undo: '4' } }],
      ['All events', { command: 'events', options: { series: 'water.volume' } }],
    ]);
    const undone = { ...outcome, decision: { ...outcome.decision, undone: true } };
    const back = compose(undone, { asked: asked({ undo: 4 }, 'repair'), language: 'pl' }, 'Europe/Warsaw');
    assert.equal(back.embeds![0]!.title, 'Woda · Decyzja cofnięta');
    assert.deepEqual(
      buttons(back).map(([label]) => label),
      ['Wszystkie zdarzenia'],
    );
  });

  it('keeps what is not of this year apart by the year, and takes a list as a store sends it', () => {
    const old = event('clock', {
      time: Date.UTC(1970, 0, 1, 1),
      to: Date.UTC(1970, 0, 1, 1),
      why: 'early',
      readings: 1,
    });
    const [first] = lines(compose([old, old], { asked: undefined }, 'UTC'));
    assert.match(first!, /^\*\*12\*\* · Water · 1 Jan 1970, 01:00 · /);
  });

  const unusable: [payload: unknown, ...says: string[]][] = [
    ['text', 'the payload', 'an object'],
    [{ events: 5 }, 'events'],
    [listOf({}), 'id'],
    [listOf(event('magic')), 'kind', 'magic'],
    [listOf(event('gap', { time: 'noon' })), 'time'],
    [listOf(event('gap', { series: 'x y' })), 'series'],
    [listOf(event('gap', { unit: 'l' })), 'unit'],
    [listOf(event('glitch', { held: [5] })), 'held'],
    [listOf(event('glitch', { decided: {} })), 'decision'],
    [{ ...listOf(), decisions: [{ series: 'a.b', from: 5, to: 4 }] }, 'decision'],
    [{ after: {}, kind: 'x' }, 'kind'],
  ];
  for (const [payload, ...says] of unusable) {
    it(`refuses ${JSON.stringify(payload).slice(0, 60)}`, () => {
      throwsInput(() => compose(payload), 'bad-events', ...says);
    });
  }
});
