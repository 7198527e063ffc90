import { Temporal } from 'temporal-polyfill';
import { InputError } from '../input-error';
import { isValue, type Reading, show } from '../reading';

/** A clock this far ahead of ours is in another time zone, in ms. */
const CLOCK_AHEAD = 15 * 60_000;

/** Whether a payload is meant as an answer of the monitoring API, rather than as registers. */
export function isOverview(payload: unknown): payload is object | string | Uint8Array {
  if (Array.isArray(payload) || payload === '' || payload === null) return false;
  if (payload instanceof Uint8Array) return /^\s*[{<]/.test(Buffer.from(payload.subarray(0, 20)).toString('latin1'));
  return typeof payload === 'object' || typeof payload === 'string';
}

/**
 * Readings of the answer `overview` of the SolarEdge monitoring API (`/site/{id}/overview.json`): lifetime energy and
 * present power, with the time of the site's last update.
 * @param now ms since the epoch
 * @throws InputError `bad-overview` for anything else, `time-ahead` for a time that lies in the future
 */
export function readOverview(
  payload: object | string | Uint8Array,
  now: number,
  { meter, timeZone }: { meter: string; timeZone: string },
): Reading[] {
  const { overview } = parse(payload) as { overview?: Overview };
  if (typeof overview !== 'object' || overview === null) throw bad('holds no "overview"', payload);
  const { lastUpdateTime, lifeTimeData, currentPower } = overview;
  const [energy, power] = [lifeTimeData?.energy, currentPower?.power];
  if (!isValue(energy) || energy < 0) throw bad('holds no lifeTimeData.energy', payload);
  const time = siteTime(lastUpdateTime, timeZone, now, payload);
  const readings: Reading[] = [];
  // A site that has never reported shows 0.
  if (energy > 0)
    readings.push({ series: `${meter}.energy`, kind: 'counter', value: energy / 1000, unit: 'kWh', time });
  if (isValue(power)) readings.push({ series: `${meter}.power`, kind: 'gauge', value: power, unit: 'W', time });
  return readings;
}

interface Overview {
  lastUpdateTime?: unknown;
  lifeTimeData?: { energy?: unknown } | null;
  currentPower?: { power?: unknown } | null;
}

function parse(payload: object | string | Uint8Array): object {
  if (typeof payload !== 'string' && !(payload instanceof Uint8Array)) return payload;
  try {
    const parsed: unknown = JSON.parse(typeof payload === 'string' ? payload : Buffer.from(payload).toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Said below.
  }
  throw bad('is no JSON', payload);
}

/** `2026-11-25 14:05:09` by the site's clock. Of an hour that comes twice the one that fits the present is meant. */
function siteTime(text: unknown, timeZone: string, now: number, payload: object | string | Uint8Array): number {
  let local: Temporal.PlainDateTime;
  try {
    local = Temporal.PlainDateTime.from(String(text).trim().replace(' ', 'T'), { overflow: 'reject' });
  } catch {
    throw bad('holds no lastUpdateTime', payload);
  }
  const [later, earlier] = (['later', 'earlier'] as const).map(
    (disambiguation) => local.toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds,
  ) as [number, number];
  const time = later <= now + CLOCK_AHEAD ? later : earlier;
  if (time <= now + CLOCK_AHEAD) return Math.min(time, now);
  throw new InputError(
    'time-ahead',
    `The site's last update ${local.toString()} lies ${Math.round((time - now) / 60_000)} min ahead by the clock of ` +
      `${timeZone}. Set the site's time zone in this node, or the computer's clock.`,
    { time },
  );
}

function bad(what: string, payload: object | string | Uint8Array): InputError {
  const text = payload instanceof Uint8Array ? Buffer.from(payload).toString('utf8') : payload;
  return new InputError(
    'bad-overview',
    `The answer of the monitoring API ${what}: ${withoutKey(show(text))}. ` +
      'Check the site id and the key; more than 300 requests a day are refused.',
  );
}

/** A failed request of Node-RED says its address, and that holds the key. */
function withoutKey(text: string): string {
  return text.replace(/(api_?key=)[^&\s"']*/gi, '$1…');
}
