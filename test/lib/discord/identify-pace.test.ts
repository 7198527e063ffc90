import assert from 'node:assert/strict';
import fc from 'fast-check';
import { earlierIdentifies, identifyPause, MOST_IDENTIFIES, recordIdentify } from '../../../lib/discord/identify-pace';
import { growingPause } from '../../../lib/discord/pause';

const DAY = 86_400_000;

/** Logs in as often as it may, with `delays` between being allowed and wanting to again. */
function logIns(start: number, delays: Iterable<number>): number[] {
  const times: number[] = [];
  let now = start;
  for (const delay of delays) {
    now += identifyPause(times, now);
    times.push(now);
    now += delay;
  }
  return times;
}

describe('the pace of logins', () => {
  it('never lets more than 100 happen in any 24 hours, however often a login is wanted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.nat(120_000), fc.nat(DAY / 50)), { minLength: 1, maxLength: 400 }),
        (delays) => {
          const times = logIns(1e12, delays);
          for (const [index, time] of times.entries()) {
            const first = times[index - MOST_IDENTIFIES];
            assert.ok(
              first === undefined || time - first >= DAY,
              `${MOST_IDENTIFIES + 1} logins within ${time - first!} ms`,
            );
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lets the first one through at once, and the next few within a minute', () => {
    const times = logIns(1e12, [0, 0, 0, 0, 0, 0]);
    assert.equal(times[0], 1e12);
    assert.ok(times[5]! - times[0]! <= 60_000, String(times[5]! - times[0]!));
  });

  it('never locks a bot out for longer than half an hour while it is below 100', () => {
    const times = logIns(1e12, Array(99).fill(0));
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    assert.ok(Math.max(...gaps) <= 30 * 60_000);
  });

  it('counts by token, and forgets what is older than a day', () => {
    recordIdentify('a', 1e12);
    recordIdentify('a', 1e12 + DAY + 1);
    recordIdentify('b', 5);
    assert.deepEqual(earlierIdentifies('a'), [1e12 + DAY + 1]);
    assert.deepEqual(earlierIdentifies('c'), []);
  });
});

describe('a growing pause', () => {
  it('grows to half a minute', () => {
    assert.equal(growingPause(-1), 0);
    assert.equal(growingPause(0), 0);
    for (const [failures, most] of [
      [1, 1000],
      [2, 2000],
      [5, 16_000],
      [6, 30_000],
      [500, 30_000],
    ] as const) {
      const pause = growingPause(failures);
      assert.ok(pause <= most && pause >= most * 0.8, `${failures}: ${pause}`);
    }
  });
});
