import type { Decision } from './decision';
import type { LedgerEvent, LevelChange, RawReading } from './event';
import { gapEvents, newest, type Point, placeAfter } from './line';
import type { LedgerSettings } from './settings';
import type { LedgerState, LedgerStep, Origin, RecentPoint, Standing } from './state';

const HOUR = 3_600_000;
/** Clocks and poll times are a little off, and registers count in steps: a rise has this much longer, in ms. */
const RATE_SLACK = 60_000;
/** Of the difference of two decimal fractions, relative to them. */
const ROUNDING = 1e-12;
/** A wrong level may last this long, in ms, until the old line goes on: longer than a night. */
const LONGEST_GLITCH = 24 * HOUR;
/** What a house can use while its meter shows a wrong level, in hours at the highest rate. */
const LONGEST_USE = 1;
/** A register that went past its end has not gone far since: at most this part of it. */
const ROLLOVER_PART = 0.1;
/** Readings of a glitch that are kept as its evidence. */
const MOST_EVIDENCE = 20;

/**
 * Places the next reading of a counter, later than all before it.
 *
 * A register that falls by more than noise, or rises faster than the meter can, is never consumption: the reading is
 * held. When the old line goes on, what was held was a glitch and counts nothing. When enough polls in a row follow from
 * each other on the other level, either the points just before were the glitch, or the total goes on from the new level
 * and the change itself counts nothing. Past the register's end the way over it counts. A new serial number decides at
 * once. Every change of level is taken back when the old line goes on within a day.
 */
export function advanceCounter(
  known: LedgerState,
  reading: RawReading,
  settings: LedgerSettings,
  decision: Decision | undefined,
): LedgerStep {
  const state = forget(known, reading);
  const { held, origin, untilBack } = state;
  const last = state.recent.at(-1);
  const serial = reading.serial ?? state.serial;
  if (!last) return begin(reading);
  if (decision) return decide(state, reading, settings, decision);
  const isOther = state.serial !== undefined && serial !== state.serial;
  if (isOther && !untilBack) {
    if (origin && isBack(origin, serial, reading, settings)) {
      return goBack(state, origin, reading, settings);
    }
    return changeLevel(state, 'replacement', [reading], settings);
  }
  const standing: Standing = { recent: state.recent, serial };
  if (origin && returns(origin, last, reading, settings)) return goBack(state, origin, reading, settings);
  if (follows(standing, reading, settings)) {
    const step = goOn(standing, [reading], settings);
    return {
      ...step,
      state: origin ? { ...step.state, origin } : step.state,
      events: [...glitch(held, last, reading), ...step.events],
    };
  }
  if (!untilBack && isPastEnd(standing, reading, settings)) return changeLevel(state, 'rollover', [reading], settings);
  return hold(state, reading, settings);
}

/** Places a reading as somebody decided; that is not taken back by what comes. */
function decide(
  state: LedgerState,
  reading: RawReading,
  settings: LedgerSettings,
  { id, verdict }: Decision,
): LedgerStep {
  const { recent, held } = state;
  const last = recent.at(-1)!;
  switch (verdict.kind) {
    case 'count': {
      const carried = last.carried + Math.max(0, last.value - reading.value);
      const point = placeAfter(last, reading, carried, settings.maxGap);
      return {
        // Without the points before it, so that it is not taken for a spike later.
        state: { recent: [point], serial: reading.serial ?? state.serial, held: [] },
        placed: [point],
        events: [...glitch(held, last, reading), ...gapEvents(last, point, settings.maxGap)],
      };
    }
    case 'replacement':
    case 'rollover': {
      const step = changeLevel(state, verdict.kind, [reading], settings, verdict);
      const { origin: _, ...others } = step.state;
      const events = step.events.map((event) => (event.kind === verdict.kind ? { ...event, decision: id } : event));
      return { ...step, state: others, events };
    }
    default:
      return hold({ ...state, untilBack: true }, reading, settings);
  }
}

function begin({ time, value, serial }: RawReading): LedgerStep {
  const first: Point = { time, value, carried: 0, gap: 0, estimated: 0 };
  return { state: { recent: [first], serial, held: [] }, placed: [first], events: [] };
}

/** The line from before a change of level is not waited for for ever. */
function forget(state: LedgerState, reading: RawReading): LedgerState {
  const { origin, ...others } = state;
  return origin && !isFresh(origin, reading) ? others : state;
}

function isFresh({ start }: Origin, { time }: RawReading): boolean {
  return time - start.time <= LONGEST_GLITCH;
}

function peakOf({ peak, value }: RecentPoint): number {
  return peak ?? value;
}

/** Whether a counter can have come to a reading from where it stood. */
function follows({ recent }: Standing, reading: RawReading, settings: LedgerSettings): boolean {
  const last = recent.at(-1)!;
  return canFollow(last, peakOf(last), reading, settings);
}

function canFollow(
  before: { time: number; value: number },
  peak: number,
  { time, value }: RawReading,
  { maxRate, noise, modulus }: LedgerSettings,
): boolean {
  const rise = value - before.value;
  if (rise <= 0) return rise === 0 || peak - value <= noise + ROUNDING * Math.abs(peak);
  if (modulus !== undefined && value >= modulus) return false;
  return rise <= (maxRate * (time - before.time + RATE_SLACK)) / HOUR;
}

/** Whether a reading belongs to the line from before a change of level, rather than to the new one. */
function returns(origin: Origin, last: Point, reading: RawReading, settings: LedgerSettings): boolean {
  if (origin.change === 'replacement') return false;
  // Whoever climbs back from below poll by poll has consumed; a glitch ends in one step.
  const wayBack = origin.recent.at(-1)!.value - origin.start.value;
  return (reading.value - last.value) / wayBack >= 0.5 && isWithinReach(origin, reading, settings);
}

/** Whether the meter from before a replacement is there again: another serial number was a wrong one. */
function isBack(origin: Origin, serial: string | undefined, reading: RawReading, settings: LedgerSettings): boolean {
  const { change } = origin;
  const isSame = change === 'replacement' && origin.serial === serial;
  return isSame && isWithinReach(origin, reading, settings);
}

function isWithinReach(origin: Origin, reading: RawReading, settings: LedgerSettings): boolean {
  const { value } = origin.recent.at(-1)!;
  return follows(origin, reading, settings) && reading.value - value <= settings.maxRate * LONGEST_USE;
}

function isPastEnd({ recent }: Standing, reading: RawReading, settings: LedgerSettings): boolean {
  const { modulus } = settings;
  const last = recent.at(-1)!;
  if (modulus === undefined || reading.value < 0 || reading.value >= last.value) return false;
  const over = { ...reading, value: reading.value + modulus };
  const top = peakOf(last);
  const isNear = over.value - top <= modulus * ROLLOVER_PART;
  return isNear && canFollow(last, top, over, { ...settings, modulus: undefined });
}

/** The next points of the same line: readings that follow from where it stands. */
function goOn(standing: Standing, readings: readonly RawReading[], settings: LedgerSettings): LedgerStep {
  let { recent } = standing;
  const placed: Point[] = [];
  const events: LedgerEvent[] = [];
  for (const { time, value } of readings) {
    const before = recent.at(-1)!;
    const top = peakOf(before);
    // The consumption before the register's zero. Below its peak the total stands still.
    const zero = before.carried + before.value - top;
    const isBelow = value < top;
    const point = placeAfter(before, { time, value }, isBelow ? zero + top - value : zero, settings.maxGap);
    events.push(...gapEvents(before, point, settings.maxGap));
    if (isBelow && before.peak === undefined) events.push({ kind: 'backflow', time, before: top, after: value });
    recent = newest([...recent, isBelow ? { ...point, peak: top } : point], settings.polls);
    placed.push(point);
  }
  return { state: { recent, serial: standing.serial, held: [] }, placed, events };
}

/** The line goes on where it was before a change of level: what lies between was a glitch. */
function goBack({ held }: LedgerState, origin: Origin, reading: RawReading, settings: LedgerSettings): LedgerStep {
  const step = goOn(origin, [reading], settings);
  const before = origin.recent.at(-1)!;
  return {
    ...step,
    removedAfter: before.time,
    events: [...glitch([origin.start, ...held], before, reading), ...step.events],
  };
}

function hold(known: LedgerState, reading: RawReading, settings: LedgerSettings): LedgerStep {
  const state = { ...known, held: enough([...known.held, reading], settings) };
  const { held, recent } = state;
  const run = lastRun(held, settings);
  if (state.untilBack || run.length < settings.polls) return { state, placed: [], events: [] };
  const [first] = run;
  const last = recent.at(-1)!;
  const sound = recent.findLastIndex((point) => point !== last && canFollow(point, peakOf(point), first!, settings));
  if (sound < 0) return changeLevel(state, first!.value < last.value ? 'reset' : 'jump', run, settings);
  // The run goes on from an earlier point: those after it were a spike that was slow enough to be believed.
  const from = recent[sound]!;
  const spike = recent.slice(sound + 1).map(({ time, value }) => ({ time, value }));
  const stray = held.slice(0, held.length - run.length);
  const step = goOn({ recent: recent.slice(0, sound + 1), serial: state.serial }, run, settings);
  return { ...step, removedAfter: from.time, events: [...glitch([...spike, ...stray], from, first!), ...step.events] };
}

/** Of a long wait the beginning is kept as evidence, and the end to decide on. */
function enough(held: readonly RawReading[], { polls }: LedgerSettings): readonly RawReading[] {
  if (held.length <= MOST_EVIDENCE + polls) return held;
  return [...held.slice(0, MOST_EVIDENCE), ...held.slice(-polls)];
}

/** The last of these readings that follow from each other. */
function lastRun(readings: readonly RawReading[], settings: LedgerSettings): RawReading[] {
  const breaks = readings
    .slice(1)
    .findLastIndex((reading, index) => !canFollow(readings[index]!, readings[index]!.value, reading, settings));
  return readings.slice(breaks + 1);
}

/** Lets the total go on from a new level, which these readings are on. What was held besides them was a glitch. */
function changeLevel(
  state: LedgerState,
  change: LevelChange,
  readings: readonly RawReading[],
  settings: LedgerSettings,
  { start: put, end, modulus = settings.modulus }: { start?: number; end?: number; modulus?: number } = {},
): LedgerStep {
  const { recent, serial, held } = state;
  const [start, ...others] = readings as [RawReading, ...RawReading[]];
  const last = recent.at(-1)!;
  const top = peakOf(last);
  const { maxGap, polls } = settings;
  // What the old register counted after its last reading, and where the new one began.
  const isOver = change === 'rollover' && modulus !== undefined;
  const missed = isOver ? modulus - top : Math.max(0, (end ?? top) - top);
  const zero = last.carried + last.value + missed - (isOver ? 0 : (put ?? start.value));
  const first = placeAfter(last, start, zero, maxGap);
  const onNewLevel: Standing = { recent: [first], serial: readings.at(-1)!.serial ?? serial };
  const step = goOn(onNewLevel, others, settings);
  const stray = held.filter((reading) => !readings.includes(reading));
  const evidence = { time: start.time, before: last.value, after: start.value };
  const event: LedgerEvent = isOver
    ? { kind: 'rollover', ...evidence, modulus }
    : change === 'replacement'
      ? { kind: change, ...evidence, serialBefore: serial, serialAfter: start.serial, start: put }
      : { kind: change as 'reset' | 'jump', ...evidence, held: readings.slice(0, MOST_EVIDENCE) };
  return {
    state: {
      ...step.state,
      recent: newest([first, ...step.placed], polls),
      origin: { recent, serial, change, start },
    },
    placed: [first, ...step.placed],
    events: [...glitch(stray, last, start), event, ...gapEvents(last, first, maxGap), ...step.events],
  };
}

function glitch(held: readonly RawReading[], last: Point, { time, value }: RawReading): LedgerEvent[] {
  if (held.length === 0) return [];
  const evidence = held.slice(0, MOST_EVIDENCE);
  return [{ kind: 'glitch', time: held[0]!.time, to: time, before: last.value, held: evidence, after: value }];
}
