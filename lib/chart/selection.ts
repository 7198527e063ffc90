import type { Unit } from '../reading';
import type { ReportSeries } from '../report';

const MOST_SERIES = 6;

/** Which series a picture shows: it has an axis on each side, so two units, and room for some series. */
export interface Selection {
  shown: ReportSeries[];
  left: Unit | undefined;
  right: Unit | undefined;
  notShown: ReportSeries[];
}

/** Counters come first: they are what is asked about; of the rest the order of the report decides. */
export function selectSeries(series: readonly ReportSeries[]): Selection {
  const ordered = [...series].sort((a, b) => Number(a.kind === 'gauge') - Number(b.kind === 'gauge'));
  const [left, right] = new Set(ordered.map(({ unit }) => unit));
  const shown = ordered.filter(({ unit }) => unit === left || unit === right).slice(0, MOST_SERIES);
  return { shown, left, right, notShown: ordered.filter((one) => !shown.includes(one)) };
}
