import { parsePeriod } from '../calendar/period';
import type { Language } from '../language/language';
import { periodName, seriesName } from '../language/names';
import { cut, LIMITS } from './limits';
import type { OptionContext } from './options';

export interface Suggestion {
  name: string;
  value: string;
}

const PERIODS = [
  'today',
  'yesterday',
  '24h',
  '7d',
  '30d',
  '12m',
  'this week',
  'last week',
  'this month',
  'last month',
  'this year',
  'last year',
];

/** Periods that go with what is being typed: by their words in any form, by their names, or as they are. */
export function suggestPeriods(typed: string, language: Language, context: OptionContext): Suggestion[] {
  const suggestion = (label: string): Suggestion => {
    const { period } = parsePeriod(label, context);
    return { name: cut(`${periodName(period, language)} (${period.label})`, LIMITS.choice), value: period.label };
  };
  const found = PERIODS.map(suggestion).filter((known) => matches(typed, known));
  try {
    const asTyped = suggestion(typed);
    if (asTyped.value.length <= LIMITS.choice && !found.some(({ value }) => value === asTyped.value))
      found.unshift(asTyped);
  } catch {
    // Not a period yet: more is being typed.
  }
  return found.slice(0, LIMITS.choices);
}

/** Series that go with the last name of the list that is being typed. */
export function suggestSeries(typed: string, known: readonly string[], language: Language): Suggestion[] {
  const start = typed.lastIndexOf(',') + 1;
  const before = typed
    .slice(0, start)
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return known
    .filter((name) => !before.includes(name))
    .map((name) => ({ name, label: seriesName(name, language) }))
    .map(({ name, label }) => ({
      value: [...before, name].join(','),
      name: cut([...before, label === name ? name : `${label} (${name})`].join(', '), LIMITS.choice),
    }))
    .filter((suggestion) => suggestion.value.length <= LIMITS.choice && matches(typed.slice(start), suggestion))
    .slice(0, LIMITS.choices);
}

function matches(typed: string, { name, value }: Suggestion): boolean {
  const wanted = bare(typed);
  return bare(name).includes(wanted) || bare(value).includes(wanted);
}

/** Without case, spaces and the marks on letters, which people leave out when they type: `wczoraj`, `miesiac`. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/ł/g, 'l')
    .replace(/[\p{M}\s]/gu, '');
}
