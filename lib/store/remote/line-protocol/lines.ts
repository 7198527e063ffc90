import type { OutboxPart } from '../../outbox';
import type { RecordRow } from '../../records';

/** Whether a reading counts, as the field `counted` says it: on the line, off the line, or taken out. */
export const COUNTED = { yes: 1, no: 0, gone: -1 } as const;

type FieldValue = number | string | boolean | null | undefined;

/**
 * Rows as InfluxDB's line protocol. A reading is `reading,home=…,series=…,kind=…,unit=… value=…,counted=…,total=… <ms>`;
 * `total` is the running consumption of a counter or the integral of a gauge (unit × hours), so that any period is the
 * difference of two of them.
 */
export function linesOf(part: OutboxPart, home: string): string[] {
  const { kind, series, rows, gone } = part;
  const tags = `home=${home},series=${series.name}`;
  if (kind === 'reading') {
    const head = `reading,${tags},kind=${series.kind},unit=${escapeTag(series.unit)}`;
    if (gone !== undefined) return [`${head} ${fields({ counted: COUNTED.gone })} ${gone}`];
    return rows.map((row) => `${head} ${fields(readingFields(row))} ${row['time']}`);
  }
  // The time of an event or a decision is not its key: the number keeps several of one moment apart.
  return rows.map((row) => {
    const { time = row['start'], id, kind: what, ...rest } = row;
    const more = id === undefined ? '' : `,number=${id}`;
    return `${kind},${tags}${what === undefined ? '' : `,kind=${String(what)}`}${more} ${fields({ sent: true, ...rest })} ${time}`;
  });
}

function readingFields({ value, carried, gap, estimated, running }: RecordRow): Record<string, FieldValue> {
  const isCounted = carried !== null;
  return { value, counted: isCounted ? COUNTED.yes : COUNTED.no, carried, gap, estimated, total: running };
}

/** Whole numbers go as floats: a field keeps the type of its first value for ever. */
function fields(values: Record<string, FieldValue>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? quote(value) : String(value)}`)
    .join(',');
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function escapeTag(text: string): string {
  return text.replace(/[,= ]/g, '\\$&');
}
