import assert from 'node:assert/strict';
import type { Period } from '../../../lib/calendar/period';
import { reasons } from '../../../lib/language/reasons';
import type { ReportEvent } from '../../../lib/report';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Wednesday, 12:00 in Warsaw. */
const NOW = Date.UTC(2026, 10, 25, 11);
const MONTH: Period = { from: NOW - 30 * DAY, to: NOW, label: '30d', bucket: 'day', timeZone: 'Europe/Warsaw' };
const event = (kind: ReportEvent['kind'], ago: number, length?: number): ReportEvent => {
  const time = NOW - ago;
  return { id: 1, kind, time, ...(length === undefined ? {} : { to: time + length }) };
};

describe('reasons', () => {
  const table: [what: string, events: ReportEvent[], english: string[], polish: string[], period?: Period][] = [
    ['none', [], [], []],
    ['a gap', [event('gap', DAY, 6 * HOUR)], ['Gap of 6 h on Tuesday'], ['Przerwa 6 h we wtorek']],
    [
      'what is longer ago than a week',
      [event('replacement', 20 * DAY)],
      ['Meter replaced on 5 November'],
      ['Wymieniono licznik 5 listopada'],
    ],
    [
      'what was in another year',
      [event('reset', 400 * DAY)],
      ['Register began anew on 21 October 2025'],
      ['Licznik zaczął od nowa 21 października 2025'],
    ],
    [
      'the hour in a short period',
      [event('jump', 20 * HOUR)],
      ['Register jumped on Tuesday at 16:00'],
      ['Licznik przeskoczył we wtorek o 16:00'],
      { ...MONTH, from: NOW - DAY, label: '24h' },
    ],
    [
      'several of a day at once',
      [event('glitch', HOUR), event('glitch', 2 * HOUR), event('gap', DAY, HOUR), event('gap', DAY + HOUR, HOUR)],
      ['2 stray readings left out on Wednesday', '2 gaps of 2 h in all on Tuesday'],
      ['Pominięto 2 błędne odczyty w środę', '2 przerwy, razem 2 h, we wtorek'],
    ],
    [
      'the newest three, and how many more',
      [
        event('rollover', 0),
        event('stuck', DAY, 25 * HOUR),
        event('clock', DAY),
        event('implausible', DAY),
        event('jump', 3 * DAY),
      ],
      [
        'Register passed its end on Wednesday',
        'Value unchanged for 1 d 1 h on Tuesday',
        'Readings of a wrong clock set aside on Tuesday',
        '2 more',
      ],
      [
        'Licznik przeszedł przez koniec zakresu w środę',
        'Wartość nie zmieniała się przez 1 d 1 h we wtorek',
        'Odłożono odczyty ze złego zegara we wtorek',
        'i jeszcze 2',
      ],
    ],
  ];
  for (const [what, events, english, polish, period = MONTH] of table) {
    it(`say ${what}`, () => {
      const said = (language: 'en' | 'pl') =>
        reasons(events, period, language).map((reason) => reason.replaceAll('\u00a0', ' '));
      assert.deepEqual([said('en'), said('pl')], [english, polish]);
    });
  }
});
