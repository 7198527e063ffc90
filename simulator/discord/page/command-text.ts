/** A command as a person types it. */
export interface CommandText {
  name: string;
  /** Values by option name, as typed. */
  values: Map<string, string>;
  /** What stands before the first option. */
  rest: string;
}

/** Splits `/water period:7d` into the name and what follows it; undefined for a text that is no command. */
export function splitCommand(text: string): { name: string; rest: string } | undefined {
  const match = /^\/([^\s/]+)(?:\s+([\s\S]*))?$/.exec(text.trimStart());
  return match ? { name: match[1]!.toLowerCase(), rest: match[2] ?? '' } : undefined;
}

/**
 * Reads `period:last month compare:true`: a value lasts until the next option's name.
 * @param names of the command's options; other words with a colon belong to a value
 */
export function parseOptions(text: string, names: readonly string[]): Omit<CommandText, 'name'> {
  const marks = [...text.matchAll(/(?<=^|\s)([^\s:]+):/g)]
    .map((match) => ({ name: match[1]!.toLowerCase(), from: match.index, to: match.index + match[0].length }))
    .filter(({ name }) => names.includes(name));
  const values = new Map<string, string>();
  for (const [index, { name, to }] of marks.entries()) {
    values.set(name, text.slice(to, marks[index + 1]?.from).trim());
  }
  return { values, rest: text.slice(0, marks[0]?.from).trim() };
}
