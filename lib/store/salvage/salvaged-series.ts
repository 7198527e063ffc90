import { isSeriesName, KINDS, type Kind, UNITS, type Unit } from '../../reading';
import type { RecordRow } from '../records';
import type { Field, LeafRow } from './records';

/** What could be read of one series. */
export interface SalvagedSeries {
  name: string;
  /** What the index of names says instead: one of the two is damaged. */
  otherName?: string;
  kind: Kind;
  unit: Unit;
  /** Its kind or unit could not be read: it is what such a name usually has. */
  isGuessed: boolean;
  /** Raw values by time, ms since the epoch. */
  readings: Map<number, number>;
  meters: RecordRow[];
  aside: RecordRow[];
  events: RecordRow[];
  decisions: RecordRow[];
}

/** What a series is by its name, when that is all that is left. */
const USUAL: readonly [name: RegExp, kind: Kind, unit: Unit][] = [
  [/volume/, 'counter', 'dm3'],
  [/energy|import|export/, 'counter', 'kWh'],
  [/temperature/, 'gauge', '°C'],
  [/flow/, 'gauge', 'dm3/h'],
];

/** The series by their numbers; of one whose row is gone the index of names still has the name. */
export function readSeries(tableRows: readonly LeafRow[], indexRows: readonly LeafRow[]): Map<number, SalvagedSeries> {
  const series = new Map<number, SalvagedSeries>();
  for (const { rowid, fields } of tableRows) {
    // A second one of the same number has a damaged number.
    if (isSeriesRow(rowid, fields) && !series.has(rowid!)) {
      series.set(rowid!, emptySeries(fields[1] as string, fields[2], fields[3]));
    }
  }
  for (const { fields } of indexRows) {
    const [name, id] = fields;
    const isName = fields.length === 2 && isSeriesName(name) && typeof id === 'number';
    if (!isName) continue;
    const known = series.get(id);
    if (!known) series.set(id, emptySeries(name));
    else if (known.name !== name) known.otherName = name;
  }
  return series;
}

/** A series without readings yet; kind and unit are guessed by its name where they can't be read. */
function emptySeries(name: string, kind?: Field, unit?: Field): SalvagedSeries {
  const isKnown = KINDS.includes(kind as Kind) && UNITS.includes(unit as Unit);
  const [, usualKind, usualUnit] = USUAL.find(([pattern]) => pattern.test(name)) ?? [/$/, 'gauge', 'W'];
  return {
    name,
    kind: KINDS.includes(kind as Kind) ? (kind as Kind) : usualKind,
    unit: UNITS.includes(unit as Unit) ? (unit as Unit) : usualUnit,
    isGuessed: !isKnown,
    readings: new Map(),
    meters: [],
    aside: [],
    events: [],
    decisions: [],
  };
}

/** A series of which only the readings are left gets a name that says so. */
export function unknownSeries(id: number, series: Map<number, SalvagedSeries>): SalvagedSeries {
  const own = emptySeries(`salvaged.series_${id}`);
  series.set(id, own);
  return own;
}

function isSeriesRow(rowid: number | undefined, fields: readonly Field[]): boolean {
  const [id, name, kind, unit] = fields;
  return (
    Number.isSafeInteger(rowid) &&
    fields.length >= 4 &&
    fields.length <= 5 &&
    id === null &&
    isSeriesName(name) &&
    (KINDS.includes(kind as Kind) || UNITS.includes(unit as Unit))
  );
}
