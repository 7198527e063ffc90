import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BUCKETS, type Bucket, bucketEdges } from '../../../lib/calendar/bucket';
import { parsePeriod } from '../../../lib/calendar/period';
import { parseTimeZone } from '../../../lib/calendar/zone';
import { throwsInput } from '../../throws';

const WARSAW = 'Europe/Warsaw';
const at = (iso: string): number => Date.parse(iso);
const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');
const HOUR = 3_600_000;
/** Monday, 14:05 local time (UTC+1). */
const NOW = at('2026-11-23T13:05:00Z');
const parse = (text: string, now = NOW, timeZone = WARSAW) => parsePeriod(text, { now, timeZone });

describe('periods', () => {
  const vectors: [text: string, from: string, to: string, previousFrom: string, previousTo: string][] = [
    ['today', '2026-11-22T23:00:00Z', '2026-11-23T13:05:00Z', '2026-11-21T23:00:00Z', '2026-11-22T13:05:00Z'],
    ['yesterday', '2026-11-21T23:00:00Z', '2026-11-22T23:00:00Z', '2026-11-20T23:00:00Z', '2026-11-21T23:00:00Z'],
    ['24h', '2026-11-22T13:05:00Z', '2026-11-23T13:05:00Z', '2026-11-21T13:05:00Z', '2026-11-22T13:05:00Z'],
    ['7d', '2026-11-16T13:05:00Z', '2026-11-23T13:05:00Z', '2026-11-09T13:05:00Z', '2026-11-16T13:05:00Z'],
    ['2w', '2026-11-09T13:05:00Z', '2026-11-23T13:05:00Z', '2026-10-26T13:05:00Z', '2026-11-09T13:05:00Z'],
    ['12m', '2025-11-23T13:05:00Z', '2026-11-23T13:05:00Z', '2024-11-23T13:05:00Z', '2025-11-23T13:05:00Z'],
    ['1y', '2025-11-23T13:05:00Z', '2026-11-23T13:05:00Z', '2024-11-23T13:05:00Z', '2025-11-23T13:05:00Z'],
    // Half a year back the clocks stood an hour ahead: 14:05 local is 12:05 UTC.
    ['6m', '2026-05-23T12:05:00Z', '2026-11-23T13:05:00Z', '2025-11-23T13:05:00Z', '2026-05-23T12:05:00Z'],
    ['this week', '2026-11-22T23:00:00Z', '2026-11-23T13:05:00Z', '2026-11-15T23:00:00Z', '2026-11-16T13:05:00Z'],
    ['last week', '2026-11-15T23:00:00Z', '2026-11-22T23:00:00Z', '2026-11-08T23:00:00Z', '2026-11-15T23:00:00Z'],
    ['this month', '2026-10-31T23:00:00Z', '2026-11-23T13:05:00Z', '2026-09-30T22:00:00Z', '2026-10-23T12:05:00Z'],
    ['last month', '2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z', '2026-08-31T22:00:00Z', '2026-09-30T22:00:00Z'],
    ['this year', '2025-12-31T23:00:00Z', '2026-11-23T13:05:00Z', '2024-12-31T23:00:00Z', '2025-11-23T13:05:00Z'],
    ['last year', '2024-12-31T23:00:00Z', '2025-12-31T23:00:00Z', '2023-12-31T23:00:00Z', '2024-12-31T23:00:00Z'],
    ['2025', '2024-12-31T23:00:00Z', '2025-12-31T23:00:00Z', '2023-12-31T23:00:00Z', '2024-12-31T23:00:00Z'],
    ['2026-03', '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z', '2026-01-31T23:00:00Z', '2026-02-28T23:00:00Z'],
    ['2026-11-23', '2026-11-22T23:00:00Z', '2026-11-23T13:05:00Z', '2026-11-21T23:00:00Z', '2026-11-22T13:05:00Z'],
    [
      '2026-11-01..2026-11-15',
      '2026-10-31T23:00:00Z',
      '2026-11-15T23:00:00Z',
      '2026-10-16T22:00:00Z',
      '2026-10-31T23:00:00Z',
    ],
    [' This   WEEK ', '2026-11-22T23:00:00Z', '2026-11-23T13:05:00Z', '2026-11-15T23:00:00Z', '2026-11-16T13:05:00Z'],
  ];
  for (const [text, from, to, previousFrom, previousTo] of vectors) {
    it(`understands "${text}"`, () => {
      const { period, previous } = parse(text);
      assert.deepEqual([period.from, period.to, previous.from, previous.to].map(iso), [
        from,
        to,
        previousFrom,
        previousTo,
      ]);
    });
  }

  it('compares the 31st with a shorter month without going beyond it', () => {
    const { previous } = parse('this month', at('2026-03-31T12:00:00Z'));
    assert.deepEqual([previous.from, previous.to].map(iso), ['2026-01-31T23:00:00Z', '2026-02-28T13:00:00Z']);
  });

  it('starts the period before at its own midnight, also where a change of clocks skips one', () => {
    const cairo = parse('2026-04-24', at('2026-05-01T12:00:00Z'), 'Africa/Cairo');
    assert.deepEqual([cairo.period.from, cairo.previous.from].map(iso), [
      '2026-04-23T22:00:00Z',
      '2026-04-22T22:00:00Z',
    ]);
  });

  describe('one week earlier', () => {
    // The clocks of Warsaw change on 29 March (01:00Z) and 25 October 2026 (01:00Z).
    const weeks: [text: string, now: string, from: string, to: string][] = [
      ['today', '2026-11-23T13:05:00Z', '2026-11-15T23:00:00Z', '2026-11-16T13:05:00Z'],
      ['yesterday', '2026-11-23T13:05:00Z', '2026-11-14T23:00:00Z', '2026-11-15T23:00:00Z'],
      ['24h', '2026-11-23T13:05:00Z', '2026-11-15T13:05:00Z', '2026-11-16T13:05:00Z'],
      ['7d', '2026-11-23T13:05:00Z', '2026-11-09T13:05:00Z', '2026-11-16T13:05:00Z'],
      ['30d', '2026-11-23T13:05:00Z', '2026-10-17T12:05:00Z', '2026-11-16T13:05:00Z'],
      ['1m', '2026-03-31T12:00:00Z', '2026-02-21T13:00:00Z', '2026-03-24T13:00:00Z'],
      ['this week', '2026-11-25T13:05:00Z', '2026-11-15T23:00:00Z', '2026-11-18T13:05:00Z'],
      ['this month', '2026-11-23T13:05:00Z', '2026-10-24T22:00:00Z', '2026-11-16T13:05:00Z'],
      ['2026-11-01..2026-11-15', '2026-11-23T13:05:00Z', '2026-10-24T22:00:00Z', '2026-11-08T23:00:00Z'],
      // A day of 23 hours, and one of 24 that had 23 a week before.
      ['2026-03-29', '2026-04-30T00:00:00Z', '2026-03-21T23:00:00Z', '2026-03-22T23:00:00Z'],
      ['2026-04-05', '2026-04-30T00:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
      // A day of 25 hours, and one of 24 that had 25 a week before.
      ['2026-10-25', '2026-11-23T13:05:00Z', '2026-10-17T22:00:00Z', '2026-10-18T22:00:00Z'],
      ['yesterday', '2026-11-02T09:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
      // Running days end at the same local time, on both sides of a change of clocks.
      ['today', '2026-03-29T12:05:00Z', '2026-03-21T23:00:00Z', '2026-03-22T13:05:00Z'],
      ['today', '2026-04-05T12:05:00Z', '2026-03-28T23:00:00Z', '2026-03-29T12:05:00Z'],
      ['today', '2026-10-25T13:05:00Z', '2026-10-17T22:00:00Z', '2026-10-18T12:05:00Z'],
      ['today', '2026-11-01T13:05:00Z', '2026-10-24T22:00:00Z', '2026-10-25T13:05:00Z'],
      // 02:30 did not exist a week before: the clock showed 03:30 then.
      ['today', '2026-04-05T00:30:00Z', '2026-03-28T23:00:00Z', '2026-03-29T01:30:00Z'],
      // Hours keep their number, though a day of 25 or 23 hours lies between.
      ['24h', '2026-10-25T13:05:00Z', '2026-10-17T12:05:00Z', '2026-10-18T12:05:00Z'],
      ['24h', '2026-04-05T12:05:00Z', '2026-03-28T12:05:00Z', '2026-03-29T12:05:00Z'],
    ];
    for (const [text, now, from, to] of weeks) {
      it(`of "${text}" on ${now}`, () => {
        const { weekBefore } = parse(text, at(now));
        assert.deepEqual([weekBefore.from, weekBefore.to].map(iso), [from, to]);
      });
    }

    it('starts at a midnight of its own, also where a change of clocks skips one', () => {
      const weekBefore = (day: string): string[] => {
        const { from, to } = parse(day, at('2026-05-03T12:00:00Z'), 'Africa/Cairo').weekBefore;
        return [from, to].map(iso);
      };
      assert.deepEqual(weekBefore('2026-05-01'), ['2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z']);
      assert.deepEqual(weekBefore('2026-04-24'), ['2026-04-16T22:00:00Z', '2026-04-17T22:00:00Z']);
    });

    it('is empty for a day that a zone skipped', () => {
      const { weekBefore } = parse('2012-01-06', at('2012-02-01T00:00:00Z'), 'Pacific/Apia');
      assert.deepEqual([weekBefore.from, weekBefore.to].map(iso), ['2011-12-30T10:00:00Z', '2011-12-30T10:00:00Z']);
    });

    it('is found in every zone at any time, ends no later than now, and is never turned round', () => {
      const zones = Intl.supportedValuesOf('timeZone');
      const periods = ['today', 'yesterday', '1h', '24h', '1d', '7d', '3w', '12m', '2y', 'this week', 'last month'];
      fc.assert(
        fc.property(
          fc.constantFrom(...zones),
          fc.constantFrom(...periods),
          fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2037-01-01T00:00:00Z') }),
          (zone, text, now) => {
            const { period, weekBefore } = parse(text, now, zone);
            assert.ok(weekBefore.from <= weekBefore.to, `${zone}, ${text}, ${iso(now)}`);
            const clockChange = 26 * HOUR;
            for (const end of ['from', 'to'] as const) {
              const back = period[end] - weekBefore[end] - 7 * 24 * HOUR;
              assert.ok(Math.abs(back) <= clockChange, `${zone}, ${text}, ${iso(now)}: ${back / HOUR} hours off`);
            }
          },
        ),
        { numRuns: 2000 },
      );
    });
  });

  it('knows days of 23 and 25 hours', () => {
    const length = (text: string): number => {
      const { period } = parse(text);
      return (period.to - period.from) / HOUR;
    };
    assert.equal(length('2026-03-29'), 23);
    assert.equal(length('2026-10-25'), 25);
    assert.equal(length('2026-03-29..2026-10-25'), (31 + 30 + 31 + 30 + 31 + 31 + 30 + 28 - 31) * 24);
  });

  const refused: [text: string, code: string][] = [
    ['', 'bad-period'],
    ['tomorrow', 'bad-period'],
    ['7', 'bad-period'],
    ['0d', 'bad-period'],
    ['-7d', 'bad-period'],
    ['10000y', 'bad-period'],
    ['999999h', 'bad-period'],
    ['0000-00-00', 'bad-period'],
    ['2026-02-30', 'bad-period'],
    ['2026-13', 'bad-period'],
    ['275760-09-13', 'bad-period'],
    ['1800', 'bad-period'],
    ['2026-11-15..2026-11-01', 'bad-period'],
    ['2026-11-01..', 'bad-period'],
    ['..2026', 'bad-period'],
    ['2026-11-01..2026-11-02..2026-11-03', 'bad-period'],
    ['1970..9999', 'bad-period'],
    ['this weekend', 'bad-period'],
    ["7d'; drop table series", 'bad-period'],
    ['__proto__', 'bad-period'],
    ['2027', 'future-period'],
    ['2026-11-24', 'future-period'],
  ];
  for (const [text, code] of refused) {
    it(`refuses "${text}" with a sentence`, () => {
      throwsInput(() => parse(text), code, text.slice(0, 20));
    });
  }

  it('refuses an unknown time zone and an unknown bucket', () => {
    throwsInput(() => parseTimeZone('Europe/Krakow'), 'bad-time-zone', 'Europe/Krakow');
    throwsInput(
      () => parsePeriod('7d', { now: NOW, timeZone: WARSAW, bucket: 'fortnight' as Bucket }),
      'bad-bucket',
      'fortnight',
    );
  });

  it('answers any text with a period or an InputError', () => {
    const token = fc.constantFrom(
      'this',
      'last',
      ' ',
      'week',
      '7',
      'd',
      '2026',
      '-',
      '11',
      '..',
      'm',
      '31',
      'today',
      '9',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(token, { maxLength: 8 }).map((all) => all.join('')),
        ),
        (text) => {
          try {
            const { period, previous, weekBefore } = parse(text);
            assert.ok(period.from <= period.to && period.to <= NOW);
            assert.ok(weekBefore.from <= weekBefore.to && weekBefore.to < period.to);
            assert.ok(previous.from <= previous.to && previous.to <= period.from);
          } catch (error) {
            assert.equal((error as Error).name, 'InputError', String(error));
          }
        },
      ),
    );
  });
});

describe('buckets', () => {
  const edges = (from: string, to: string, bucket: Bucket, zone = WARSAW): string[] =>
    bucketEdges(at(from), at(to), bucket, zone).map(iso);

  it('cuts a period at local borders and keeps its ends', () => {
    assert.deepEqual(edges('2026-10-24T10:00:00Z', '2026-10-26T10:00:00Z', 'day'), [
      '2026-10-24T10:00:00Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T23:00:00Z',
      '2026-10-26T10:00:00Z',
    ]);
    assert.deepEqual(edges('2026-11-10T00:00:00Z', '2026-11-18T00:00:00Z', 'week'), [
      '2026-11-10T00:00:00Z',
      '2026-11-15T23:00:00Z',
      '2026-11-18T00:00:00Z',
    ]);
    assert.deepEqual(edges('2025-12-20T00:00:00Z', '2026-02-10T00:00:00Z', 'month'), [
      '2025-12-20T00:00:00Z',
      '2025-12-31T23:00:00Z',
      '2026-01-31T23:00:00Z',
      '2026-02-10T00:00:00Z',
    ]);
    assert.deepEqual(edges('2024-06-01T00:00:00Z', '2026-06-01T00:00:00Z', 'year'), [
      '2024-06-01T00:00:00Z',
      '2024-12-31T23:00:00Z',
      '2025-12-31T23:00:00Z',
      '2026-06-01T00:00:00Z',
    ]);
  });

  it('has 23 and 25 hours on the days when the clocks change', () => {
    assert.equal(edges('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 'hour').length - 1, 23);
    assert.equal(edges('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 'hour').length - 1, 25);
  });

  it('starts hours where local hours start, also in zones off by a part of an hour', () => {
    assert.deepEqual(edges('2026-11-23T10:00:00Z', '2026-11-23T12:00:00Z', 'hour', 'Asia/Kathmandu'), [
      '2026-11-23T10:00:00Z',
      '2026-11-23T10:15:00Z',
      '2026-11-23T11:15:00Z',
      '2026-11-23T12:00:00Z',
    ]);
  });

  it('has no bucket for a day that a zone skipped', () => {
    const samoa = bucketEdges(at('2011-12-28T12:00:00Z'), at('2012-01-02T12:00:00Z'), 'day', 'Pacific/Apia');
    for (const [index, edge] of samoa.slice(1).entries()) assert.ok(edge > samoa[index]!);
  });

  it('shows a period at a glance by itself', () => {
    const bucketOf = (text: string): Bucket => parse(text).period.bucket;
    const usual: [text: string, bucket: Bucket][] = [
      ['3h', '5m'],
      ['today', 'hour'],
      ['72h', 'hour'],
      ['7d', 'day'],
      ['this month', 'day'],
      ['12m', 'month'],
      ['5y', 'month'],
      ['10y', 'year'],
    ];
    for (const [text, bucket] of usual) assert.equal(bucketOf(text), bucket, text);
  });

  it('refuses more buckets than anybody can read', () => {
    throwsInput(() => bucketEdges(0, 100 * 365 * 24 * HOUR, '5m', WARSAW), 'too-many-buckets', '10000');
  });

  it('rises strictly from end to end in every zone, and borders are local midnights', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...BUCKETS),
        fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2037-01-01T00:00:00Z') }),
        fc.double({ min: 0.001, max: 500, noNaN: true }),
        (zone, bucket, from, lengths) => {
          const to = from + Math.ceil(lengths * (bucket === '5m' ? HOUR / 12 : bucket === 'hour' ? HOUR : 24 * HOUR));
          const all = bucketEdges(from, to, bucket, zone);
          assert.equal(all[0], from);
          assert.equal(all.at(-1), to);
          for (const [index, edge] of all.slice(1).entries()) assert.ok(edge > all[index]!);
          if (bucket === '5m' || bucket === 'hour') return;
          const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
          for (const edge of all.slice(1, -1)) {
            assert.notEqual(clock.format(edge).slice(0, 10), clock.format(edge - 1).slice(0, 10));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
