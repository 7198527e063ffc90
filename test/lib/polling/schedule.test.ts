import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PollSchedule, type ScheduleOptions } from '../../../lib/polling/schedule';

const SECOND = 1000;
const START = Date.UTC(2026, 10, 25, 12, 0, 7);
const OPTIONS: ScheduleOptions = {
  devices: ['water', 'energy', 'pump'].map((name) => ({ name, interval: 300 * SECOND })),
  spread: 10 * SECOND,
  timeout: 5 * SECOND,
  pause: 100,
  retries: 1,
};

/** A poll that a line has seen. */
interface Poll {
  device: number;
  time: number;
  /** When its answer came, or its timeout. */
  ended: number;
  answered: boolean;
}

/** Plays a line: who is alive answers after a moment, who is not never does. */
function play(options: ScheduleOptions, until: number, isAlive: (device: number, time: number) => boolean) {
  const schedule = new PollSchedule(options, START);
  const polls: Poll[] = [];
  const said: { device: number; time: number }[] = [];
  for (let now = START; now < until; ) {
    const next = schedule.next(now);
    if ('wake' in next) {
      assert.ok(next.wake > now, 'it wakes later');
      now = next.wake;
      continue;
    }
    const { device } = next;
    schedule.asked(device, now);
    assert.equal(schedule.deadline, now + options.timeout);
    const answered = isAlive(device, now);
    const ended = now + (answered ? 150 : options.timeout);
    polls.push({ device, time: now, ended, answered });
    if (answered) schedule.answered(ended);
    else if (schedule.failed(ended, 'Timed out')) said.push({ device, time: ended });
    now = ended;
  }
  return { schedule, polls, said };
}

const HOUR = 3600 * SECOND;

describe('a schedule of polls', () => {
  it('reads the devices one after the other at first, and then at whole multiples of the interval', () => {
    const { polls } = play(OPTIONS, START + HOUR / 2, () => true);
    const shown = polls
      .slice(0, 7)
      .map(({ device, time }) => `${device} ${new Date(time).toISOString().slice(14, 19)}`);
    assert.deepEqual(shown, ['0 00:07', '1 00:17', '2 00:27', '0 05:00', '1 05:10', '2 05:20', '0 10:00']);
    for (const [index, { time }] of polls.entries()) if (index > 0) assert.ok(time >= polls[index - 1]!.ended + 100);
  });

  it('tries a silent device again at once, says it, and then waits twice as long each time, one interval at most', () => {
    const dead = START + 300 * SECOND;
    const { polls, said, schedule } = play(OPTIONS, START + 2 * HOUR, (device, time) => device !== 1 || time < dead);
    const tries = polls.filter(({ device, answered }) => device === 1 && !answered).map(({ time }) => time);
    const waits = tries.slice(1).map((time, index) => Math.round((time - tries[index]! - OPTIONS.timeout) / SECOND));
    // Right after the next device, which is due before a second timeout would be over.
    assert.equal(waits[0], 5);
    assert.deepEqual(
      waits.slice(1, 5).map((wait, index) => wait >= 10 * 2 ** index),
      [true, true, true, true],
    );
    assert.ok(Math.max(...waits) <= 310, `${waits}`);
    assert.equal(said.length, tries.length - 1);
    const { state, since, error } = schedule.reports[1]!;
    assert.deepEqual([state, since, error], ['paused', tries[0]! + OPTIONS.timeout, 'Timed out']);
  });

  it('says nothing of a device that answers when it is asked again', () => {
    let failed = false;
    const { said, schedule } = play(OPTIONS, START + HOUR, (device, time) => {
      if (device !== 2 || failed || time < START + HOUR / 2) return true;
      failed = true;
      return false;
    });
    assert.deepEqual([failed, said, schedule.reports[2]!.state], [true, [], 'answers']);
  });

  it('reads all at once when that is asked for, and keeps its times', () => {
    const schedule = new PollSchedule(OPTIONS, START);
    for (let now = START; now < START + 60 * SECOND; ) {
      const next = schedule.next(now);
      if ('wake' in next) now = next.wake;
      else {
        schedule.asked(next.device, now);
        schedule.answered(now);
      }
    }
    const now = START + 100 * SECOND;
    schedule.pollAll(now);
    for (const device of [0, 1, 2]) {
      const at = now + device * 100;
      assert.deepEqual(schedule.next(at), { device });
      schedule.asked(device, at);
      schedule.answered(at);
    }
    assert.deepEqual(schedule.next(now + 300), { wake: Date.UTC(2026, 10, 25, 12, 5) });
  });

  it('is on time with whoever is alive, and back within an interval and 10 s with whoever comes alive', () => {
    const line = fc.record({
      intervals: fc.array(fc.constantFrom(60, 300, 900), { minLength: 2, maxLength: 6 }),
      outages: fc.array(fc.tuple(fc.nat(5), fc.nat(7200), fc.integer({ min: 1, max: 7200 })), { maxLength: 4 }),
      retries: fc.nat(2),
    });
    fc.assert(
      fc.property(line, ({ intervals, outages, retries }) => {
        const devices = intervals.map((interval, index) => ({ name: `${index}`, interval: interval * SECOND }));
        const options = { ...OPTIONS, devices, retries, timeout: 4 * SECOND, spread: 10 * SECOND };
        const dead = outages.map(([device, from, length]) => ({
          device: device % devices.length,
          from: START + from * SECOND,
          to: START + (from + length) * SECOND,
        }));
        const isAlive = (device: number, time: number): boolean =>
          !dead.some((outage) => outage.device === device && time >= outage.from && time < outage.to);
        const end = START + 5 * HOUR;
        const { polls } = play(options, end, isAlive);
        for (const [device, { interval }] of devices.entries()) {
          const own = polls.filter((poll) => poll.device === device);
          if (!dead.some((outage) => outage.device === device)) {
            for (const { time } of own.slice(1)) {
              const late = (((time - device * options.spread) % interval) + interval) % interval;
              assert.ok(late <= SECOND, `${device} is ${late} ms late`);
            }
            const first = own[0]!.time - START - device * options.spread;
            // The first one of all may have to wait for room beside one that is dead.
            assert.ok(first <= interval && own.length >= Math.floor((5 * HOUR) / interval) - 1);
          }
          for (const { to } of dead.filter((outage) => outage.device === device && isAlive(device, outage.to))) {
            const nextDeath = Math.min(
              end,
              ...dead.filter((o) => o.device === device && o.from > to).map(({ from }) => from),
            );
            if (nextDeath - to < interval + 10 * SECOND) continue;
            const back = own.find(({ time, answered }) => answered && time >= to)!;
            assert.ok(back && back.ended - to <= interval + 10 * SECOND, `back after ${back && back.ended - to} ms`);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
