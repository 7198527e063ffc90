import { runLedger } from '../lib/ledger/ledger';
import { type LedgerSettings, settingsFor } from '../lib/ledger/settings';

const POLL = 300_000;

/** Home Assistant, `total_increasing`: a fall of more than 10 % is a new cycle from 0, a smaller one is subtracted. */
export function homeAssistant(values: readonly number[]): number {
  let sum = 0;
  for (const [index, value] of values.slice(1).entries()) {
    const before = values[index]!;
    sum += value < 0.9 * before ? value : value - before;
  }
  return sum;
}

/** evcc's meter accumulator: a fall is left out and is the new base, so that the climb back is counted. */
export function evcc(values: readonly number[]): number {
  let sum = 0;
  for (const [index, value] of values.slice(1).entries()) sum += Math.max(0, value - values[index]!);
  return sum;
}

/** The last register minus the first one, as Volkszähler and most spreadsheets do. */
export function plainDifference(values: readonly number[]): number {
  return values.at(-1)! - values[0]!;
}

function ours({ values, serials, unit, settings }: MeterSequence): number {
  const readings = values.map((value, index) => ({ time: index * POLL, value, serial: serials?.[index] }));
  const { line } = runLedger('counter', readings, settingsFor(unit ?? 'dm3', settings));
  const [first, last] = [line[0]!, line.at(-1)!];
  return last.carried + last.value - first.carried - first.value;
}

interface MeterSequence {
  what: string;
  values: number[];
  serials?: string[];
  unit?: 'kWh';
  settings?: Partial<LedgerSettings>;
  /** What was used; of a new meter what it counted itself. */
  truth: number;
}

/** Polls every 5 minutes. */
export const METER_SEQUENCES: readonly MeterSequence[] = [
  { what: 'a stray 0', values: [1000, 1001, 0, 1002], truth: 2 },
  { what: 'a spike to ten times the value', values: [1000, 1005, 10_020, 1006], truth: 6 },
  { what: 'a new meter', values: [1000, 5, 6], serials: ['A', 'B', 'B'], truth: 1 },
  {
    what: 'an LE-03M near its top',
    values: [1677721, 1677721.5, 0.2],
    unit: 'kWh',
    settings: { modulus: 1677721.6 },
    truth: 0.8,
  },
  {
    what: 'backflow, then over the end at 100 000',
    values: [99999.995, 99999.993, 0.782, 1.929],
    settings: { modulus: 100_000 },
    truth: 1.934,
  },
  { what: 'a 0 for one poll', values: [8000, 0, 8000, 8001], truth: 1 },
  { what: 'zeros for three polls', values: [9000, 0, 0, 0, 9001, 9002], truth: 2 },
  { what: 'backflow of a hair', values: [1000, 996, 998, 1003], truth: 3 },
  { what: 'a new meter that starts at 500, without a serial', values: [1000, 500, 501, 503], truth: 3 },
];

const METHODS: [name: string, total: (sequence: MeterSequence) => number][] = [
  ['here', ours],
  ['Home Assistant', ({ values }) => homeAssistant(values)],
  ['evcc', ({ values }) => evcc(values)],
  ['plain difference', ({ values }) => plainDifference(values)],
];

/** What each makes of the same readings, as a table for docs/numbers.md; wrong totals are bold. */
export function comparisonTable(): string {
  const number = (value: number): string => String(Math.round(value * 1000) / 1000);
  const rows = METER_SEQUENCES.map((sequence) => {
    const cells = METHODS.map(([, total]) => {
      const shown = number(total(sequence));
      return shown === number(sequence.truth) ? shown : `**${shown}**`;
    });
    return [sequence.what, sequence.values.join(', '), number(sequence.truth), ...cells];
  });
  const header = ['what', 'readings', 'used', ...METHODS.map(([name]) => name)];
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
