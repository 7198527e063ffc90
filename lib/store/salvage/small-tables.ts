import { isTime, isValue } from '../../reading';
import type { RecordRow } from '../records';
import type { Field, LeafRow } from './records';
import type { SalvagedSeries } from './salvaged-series';

const EVENT = ['id', 'series', 'kind', 'time', 'until', 'evidence', 'noticed', 'withdrawn'];
const DECISION = [
  'id',
  'series',
  'event',
  'start',
  'until',
  'verdict',
  'made',
  'made_by',
  'why',
  'undone',
  'undone_by',
  'undone_why',
];

/** Gives each series its meters, events, decisions and readings that were set aside. */
export function readSmallTables(
  tableRows: readonly LeafRow[],
  indexRows: readonly LeafRow[],
  series: ReadonlyMap<number, SalvagedSeries>,
): void {
  const named = (names: readonly string[], { rowid, fields }: LeafRow): RecordRow =>
    Object.fromEntries(names.map((name, index) => [name, (index === 0 ? rowid! : fields[index]) as RecordRow[string]]));
  for (const row of tableRows) {
    const own = series.get(Number(row.fields[1]));
    if (!own || row.fields[0] !== null) continue;
    if (row.fields.length === EVENT.length && isJson(row.fields[5])) own.events.push(named(EVENT, row));
    if (row.fields.length === DECISION.length && isJson(row.fields[5])) own.decisions.push(named(DECISION, row));
  }
  for (const { fields } of indexRows) {
    const [id, time, third, fourth, fifth] = fields;
    const own = series.get(Number(id));
    if (!own || fields.length !== 5 || !isTime(time)) continue;
    const isText = (field: Field | undefined): boolean => field === null || typeof field === 'string';
    if (isText(third) && isText(fourth) && isText(fifth)) {
      own.meters.push({ time, manufacturer: third as string, serial: fourth as string, medium: fifth as string });
    } else if (isValue(third) && isText(fourth) && typeof fifth === 'number') {
      own.aside.push({ time, value: third, meter: fourth as string | null, event: fifth });
    }
  }
  for (const { meters } of series.values()) meters.sort((a, b) => Number(a['time']) - Number(b['time']));
}

function isJson(field: Field | undefined): boolean {
  if (typeof field !== 'string') return false;
  try {
    return typeof JSON.parse(field) === 'object';
  } catch {
    return false;
  }
}
