import assert from 'node:assert/strict';
import { remoteEmbed, remoteLines, verifyEmbed } from '../../../../lib/discord/message/remote';

const NOW = Date.UTC(2026, 10, 27, 12);
const MINUTE = 60_000;
const ZONE = 'Europe/Warsaw';
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('the remote in the chat', () => {
  const states: [state: object, english: string[], polish: string[]][] = [
    [
      { kind: 'idle', waiting: 0, refused: 0, sent: NOW - 2 * MINUTE },
      ['🟢 **Remote database** · everything is sent, last 2 min ago'],
      ['🟢 **Zdalna baza** · wszystko wysłane, ostatnio 2 min temu'],
    ],
    [
      { kind: 'idle', waiting: 0, refused: 0 },
      ['🟢 **Remote database** · everything is sent'],
      ['🟢 **Zdalna baza** · wszystko wysłane'],
    ],
    [
      { kind: 'sending', waiting: 12_345, oldest: NOW - MINUTE, refused: 0 },
      ['🟢 **Remote database** · sending, 12 345 rows to go'],
      ['🟢 **Zdalna baza** · trwa wysyłanie, wierszy do wysłania: 12 345'],
    ],
    [
      { kind: 'failing', waiting: 1, oldest: NOW - MINUTE, refused: 0, error: 'connect *ECONNREFUSED*' },
      ['🟡 **Remote database** · 1 row waits since 27 Nov, 12:59: connect \\*ECONNREFUSED\\*'],
      ['🟡 **Zdalna baza** · czeka wierszy: 1, od 27 lis, 12:59: connect \\*ECONNREFUSED\\*'],
    ],
    [
      {
        kind: 'failing',
        waiting: 40,
        oldest: NOW - 60 * MINUTE,
        refused: 2,
        refusal: 'too small',
        error: 'away',
        free: 3e8,
      },
      [
        '🔴 **Remote database** · 40 rows wait since 27 Nov, 12:00: away',
        '🟡 **Remote database** · 2 rows are refused: too small',
        '🔴 **Remote database** · only 0.3 GB are free on the disk',
      ],
      [
        '🔴 **Zdalna baza** · czeka wierszy: 40, od 27 lis, 12:00: away',
        '🟡 **Zdalna baza** · odrzucone wiersze: 2: too small',
        '🔴 **Zdalna baza** · na dysku zostało tylko 0,3 GB',
      ],
    ],
  ];
  for (const [state, english, polish] of states) {
    it(`says ${english[0]}`, () => {
      assert.deepEqual(remoteLines(state, ZONE, 'en', NOW).map(plain), english);
      assert.deepEqual(remoteLines(state, ZONE, 'pl', NOW).map(plain), polish);
    });
  }

  it('says nothing of a remote that is none, whatever a flow brings', () => {
    for (const odd of [undefined, null, 5, 'remote', {}, { kind: 'idle' }, { kind: 1, waiting: 2 }, []]) {
      assert.deepEqual(remoteLines(odd, ZONE, 'en', NOW), []);
    }
    assert.equal(remoteEmbed(undefined, ZONE, 'en', NOW).description, 'No remote database is set up.');
  });

  it('tells what differed', () => {
    const result = {
      days: 30,
      readings: 8_640,
      differing: [{ series: 'water.volume', day: '2026-11-23', here: 288, there: 200, brought: 3 }],
      otherwise: [{ series: 'heat_pump.energy', kind: 'event' }],
      waiting: 1,
      decisions: 2,
    };
    assert.deepEqual(plain(verifyEmbed(result, 'en').description!).split('\n'), [
      '8 640 readings of 30 days compared. What differs is sent again:',
      '**2026-11-23** · Water · 288 readings here, 200 there · 3 came back from there',
      '**Heat pump energy** · events differ',
      '2 decisions came back',
      'Days with something yet to be sent: 1',
    ]);
    const equal = { ...result, differing: [], otherwise: [], waiting: 0, decisions: 0 };
    assert.equal(plain(verifyEmbed(equal, 'pl').description!), 'Wszystko się zgadza: odczytów 8 640, dni 30.');
    for (const odd of [undefined, null, 5, {}, { differing: 'x' }]) verifyEmbed(odd, 'en');
  });
});
