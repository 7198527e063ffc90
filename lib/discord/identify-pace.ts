const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Discord resets a token after 1,000 logins in a day; we stay far below. */
export const MOST_IDENTIFIES = 100;
/** Half of the day's logins may come quickly, as an outage needs them; the rest is spread over the day. */
const QUICK_IDENTIFIES = 50;
const SPREAD = DAY / (MOST_IDENTIFIES - QUICK_IDENTIFIES);

/**
 * How long a login to the gateway has to wait so that there are never more than 100 in any 24 h.
 * @param earlier moments of earlier logins, ms, rising
 * @returns ms
 */
export function identifyPause(earlier: readonly number[], now: number): number {
  const today = earlier.filter((time) => time > now - DAY);
  const last = today.at(-1);
  if (last === undefined) return 0;
  if (today.length >= MOST_IDENTIFIES) return today[today.length - MOST_IDENTIFIES]! + DAY - now;
  if (today.length >= QUICK_IDENTIFIES) return Math.max(0, last + SPREAD - now);
  const lately = today.filter((time) => time > now - 10 * MINUTE).length;
  const gap = Math.min(250 * 2 ** lately, MINUTE);
  return Math.max(0, last + gap - now);
}

/** The logins of each token in this process: a redeployed bot goes on counting. */
const logins = new Map<string, number[]>();

export function recordIdentify(token: string, now: number): void {
  logins.set(token, [...earlierIdentifies(token).filter((time) => time > now - DAY), now]);
}

export function earlierIdentifies(token: string): readonly number[] {
  return logins.get(token) ?? [];
}
