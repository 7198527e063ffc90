import type { APIApplicationCommand, APIApplicationCommandOption } from '@discordjs/core';
import { refusal } from './errors';
import { CONTEXT, PERMISSION } from './protocol';
import type { Snowflakes } from './snowflake';
import { commandList } from './validate/commands';
import { validate } from './validate/schema';
import { APPLICATION_ID, GUILD } from './world';

const MOST_CREATIONS = 200;
const DAY = 86_400_000;
const CHAT_INPUT = 1;

/** Where commands are registered: for everyone, or for the one server. */
export type Scope = 'global' | 'guild';

/** A command as a bot registers it, once it is valid. */
interface CommandBody {
  name: string;
  name_localizations?: Record<string, string | null> | null;
  description: string;
  description_localizations?: Record<string, string | null> | null;
  options?: APIApplicationCommandOption[] | null;
  default_member_permissions?: string | null;
  contexts?: number[] | null;
  integration_types?: number[] | null;
  nsfw?: boolean | null;
}

/** The commands that the bot has registered. */
export class Commands {
  readonly #clock: () => number;
  readonly #snowflakes: Snowflakes;
  readonly #scopes: Record<Scope, APIApplicationCommand[]> = { global: [], guild: [] };
  readonly #creations: Record<Scope, number[]> = { global: [], guild: [] };
  readonly #listeners = new Set<() => void>();

  constructor(clock: () => number, snowflakes: Snowflakes) {
    this.#clock = clock;
    this.#snowflakes = snowflakes;
  }

  in(scope: Scope): readonly APIApplicationCommand[] {
    return this.#scopes[scope];
  }

  /**
   * Puts these commands in the place of all that the scope had. One whose name it had keeps its id.
   * @throws DiscordError 50035 for a list beyond Discord's limits, 30034 after 200 new ones in a day
   */
  overwrite(scope: Scope, body: unknown): readonly APIApplicationCommand[] {
    validate(commandList, body);
    const before = new Map(this.#scopes[scope].map((command) => [command.name, command]));
    const bodies = body as CommandBody[];
    this.#countCreations(scope, bodies.filter(({ name }) => !before.has(name)).length);
    this.#scopes[scope] = bodies.map((each) => this.#command(scope, each, before.get(each.name)?.id));
    for (const listener of this.#listeners) listener();
    return this.#scopes[scope];
  }

  /** The commands that a person can use in the server, or in the direct messages with the bot. */
  usable(permissions: bigint, context: 'guild' | 'botDm'): APIApplicationCommand[] {
    const all = context === 'guild' ? [...this.#scopes.guild, ...this.#scopes.global] : this.#scopes.global;
    return all.filter((command) => {
      if (command.contexts && !command.contexts.includes(CONTEXT[context])) return false;
      return context === 'botDm' || isAllowed(permissions, command.default_member_permissions);
    });
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #countCreations(scope: Scope, created: number): void {
    const since = this.#clock() - DAY;
    const recent = this.#creations[scope].filter((time) => time > since);
    if (recent.length + created > MOST_CREATIONS) throw refusal('tooManyCommandCreations');
    this.#creations[scope] = [...recent, ...Array<number>(created).fill(this.#clock())];
  }

  #command(scope: Scope, body: CommandBody, id = this.#snowflakes.next()): APIApplicationCommand {
    const { name, name_localizations = null, description, description_localizations = null, options } = body;
    return {
      id,
      application_id: APPLICATION_ID,
      version: this.#snowflakes.next(),
      type: CHAT_INPUT,
      name,
      name_localizations,
      description,
      description_localizations,
      options: options ?? [],
      default_member_permissions: body.default_member_permissions ?? null,
      nsfw: body.nsfw ?? false,
      integration_types: body.integration_types ?? [0],
      contexts: scope === 'guild' ? null : (body.contexts ?? null),
      ...(scope === 'guild' ? { guild_id: GUILD.id } : {}),
    } as APIApplicationCommand;
  }
}

/** Without a number everybody may; "0" is for administrators only. */
function isAllowed(permissions: bigint, needed: string | null | undefined): boolean {
  if (needed === null || needed === undefined) return true;
  const bits = BigInt(needed);
  if ((permissions & PERMISSION.administrator) !== 0n) return true;
  return bits !== 0n && (permissions & bits) === bits;
}
