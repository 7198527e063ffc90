/** The time of a reading as ms since the epoch. */
export function ms(table: string): string {
  return `(extract(epoch FROM ${table}.time) * 1000)::int8`;
}

/** ms since the epoch as a moment. */
export function moment(ms: string): string {
  return `(timestamptz 'epoch' + ${ms}::int8 * interval '1 ms')`;
}
