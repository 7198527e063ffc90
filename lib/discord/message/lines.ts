import type { Language } from '../../language/language';
import { cut, LIMITS } from '../limits';
import { text } from '../texts';

const ROOM_FOR_MORE = 40;
const LONGEST_LINE = 500;

/** Lines as the text of an embed; those that do not fit are counted. */
export function joinLines(lines: readonly string[], language: Language): string {
  const taken: string[] = [];
  let length = 0;
  for (const line of lines.map((one) => cut(one, LONGEST_LINE))) {
    length += line.length + 1;
    if (length > LIMITS.embedDescription - ROOM_FOR_MORE) {
      taken.push(text(language, 'figures.more', { count: lines.length - taken.length }));
      break;
    }
    taken.push(line);
  }
  return taken.join('\n');
}
