import { type LedgerSettings, settingsFor } from '../ledger/settings';
import type { Unit } from '../reading';
import { fits } from './series-pattern';

/** What somebody knows better of some meters than what holds for their unit. */
export interface SeriesRule extends Partial<LedgerSettings> {
  /** A series' name, or a pattern with one `*`. */
  series: string;
  /** Without a reading for so long, in ms, a series is silent. */
  silentAfter?: number | undefined;
}

/** What holds for a series: the ledger's settings, and when it is silent. */
export interface SeriesSettings {
  ledger: LedgerSettings;
  /** ms */
  silentAfter: number;
}

export type SettingsOf = (series: string, unit: Unit) => SeriesSettings;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SILENT_AFTER = 30 * MINUTE;

interface Setting {
  /** How many of what the ledger counts in are in one of what people enter. */
  factor: number;
  isAllowed: (value: number) => boolean;
  rule: string;
}

const isPositive = (value: number): boolean => value > 0;
const anyNumber = { factor: 1, isAllowed: Number.isFinite, rule: 'a number' };
const minutes = { factor: MINUTE, isAllowed: isPositive, rule: 'a number of minutes above 0' };

/** What can be set for a series. */
export const RULE_SETTINGS: Readonly<Record<Exclude<keyof SeriesRule, 'series'>, Setting>> = {
  modulus: { factor: 1, isAllowed: isPositive, rule: 'a number above 0' },
  maxRate: { factor: 1, isAllowed: isPositive, rule: 'a number above 0' },
  noise: { factor: 1, isAllowed: (value) => value >= 0, rule: 'a number of at least 0' },
  polls: {
    factor: 1,
    isAllowed: (value) => Number.isInteger(value) && value >= 2 && value <= 20,
    rule: 'a whole number from 2 to 20',
  },
  maxGap: minutes,
  silentAfter: minutes,
  lowest: anyNumber,
  highest: anyNumber,
  stuckAfter: { factor: HOUR, isAllowed: isPositive, rule: 'a number of hours above 0' },
};
export type RuleSetting = keyof typeof RULE_SETTINGS;

/** @param rules of several that fit a series the last one decides */
export function settingsByRules(rules: readonly SeriesRule[]): SettingsOf {
  return (series, unit) => {
    const fitting = rules.filter((rule) => fits(series, rule.series));
    const known = fitting.map((rule) =>
      Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)),
    );
    const { series: _, silentAfter = SILENT_AFTER, ...changes } = Object.assign({}, ...known) as Partial<SeriesRule>;
    return { ledger: settingsFor(unit, changes), silentAfter };
  };
}
