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

const SILENT_AFTER = 30 * 60_000;

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
