import { isCommandName } from './command';
import { LIMITS } from './limits';

/** What a button or select asks when it is used. */
export interface Question {
  command: string;
  /** Values by option; all of them texts, as a URL holds them. */
  options: Record<string, string>;
  /** A select puts what is chosen into this option. */
  chosen?: string;
}

/** Says who made a button, and in which form: an older or foreign one is recognised as such. */
const MARK = 'ht1';

/** The custom id of a button or select; undefined when the question does not fit into Discord's 100 characters. */
export function customId({ command, options, chosen = '' }: Question): string | undefined {
  const id = [MARK, command, chosen, new URLSearchParams(options)].join('|');
  return id.length <= LIMITS.customId ? id : undefined;
}

/** The question of a custom id; undefined for one that is not ours. `values`: what was chosen in a select. */
export function parseCustomId(id: unknown, values: readonly string[] = []): Question | undefined {
  if (typeof id !== 'string' || id.length > LIMITS.customId) return undefined;
  const [mark, command, chosen, query, more] = id.split('|');
  if (mark !== MARK || command === undefined || chosen === undefined || query === undefined || more !== undefined) {
    return undefined;
  }
  if (!isCommandName(command)) return undefined;
  const options = Object.fromEntries(new URLSearchParams(query));
  if (chosen === '') return { command, options };
  const [value] = values;
  return value === undefined ? undefined : { command, options: { ...options, [chosen]: value } };
}
