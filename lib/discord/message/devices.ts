import { formatDuration, formatMoment } from '../../language/dates';
import type { Language } from '../../language/language';
import { plain } from '../escape';
import { text } from '../texts';
import { SEPARATOR } from './quality';

/** A device on a line that does not answer, as `meter-poll` says it. */
interface SilentDevice {
  device: string;
  since: number;
  error: string;
}

/** Which devices do not answer, and why: a line each. @param devices what `meter-poll` says of all of them */
export function deviceLines(devices: unknown, timeZone: string, language: Language, now: number): string[] {
  return silentOnes(devices).map(({ device, since, error }) => {
    const values = {
      age: formatDuration(now - since),
      moment: formatMoment(since, timeZone, language),
      error: plain(error, 200),
    };
    return `🔴 **${plain(device)}**${SEPARATOR}${text(language, 'sources.noAnswer', values)}`;
  });
}

/** Flows bring this from their context: what is no such list is none. */
function silentOnes(devices: unknown): SilentDevice[] {
  const list: unknown[] = Array.isArray(devices) ? devices : devices === undefined ? [] : [devices];
  return list.flatMap((entry) => {
    const { device, state, since, error } = (entry ?? {}) as Record<string, unknown>;
    const isSilent = state === 'paused' || state === 'retried';
    if (!isSilent || typeof device !== 'string' || typeof since !== 'number') return [];
    return [{ device, since, error: typeof error === 'string' ? error : '' }];
  });
}
