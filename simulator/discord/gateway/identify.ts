import { ALL_INTENTS, CLOSE, INTENT } from '../protocol';
import { isObject } from '../validate/schema';

/** Intents that a bot's owner must switch on at Discord. */
const PRIVILEGED = {
  messageContent: INTENT.messageContent,
  guildMembers: INTENT.guildMembers,
  guildPresences: INTENT.guildPresences,
} as const;

export type PrivilegedIntent = keyof typeof PRIVILEGED;

/** Why a login is refused: a close code and the reason that comes with it. */
export class GatewayRefusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads an IDENTIFY.
 * @param acceptsToken whether a token is the bot's
 * @param allowed the privileged intents that are switched on
 * @returns the intents it asks for
 * @throws GatewayRefusal
 */
export function readIdentify(
  data: unknown,
  acceptsToken: (token: string) => boolean,
  allowed: readonly PrivilegedIntent[],
): number {
  if (!isObject(data) || typeof data['token'] !== 'string' || !isObject(data['properties'])) {
    throw new GatewayRefusal(CLOSE.decodeError, 'Error while decoding payload.');
  }
  const { token, intents, shard } = data;
  if (!acceptsToken(token as string)) throw new GatewayRefusal(CLOSE.authenticationFailed, 'Authentication failed.');
  if (shard !== undefined && shard !== null && !isShard(shard)) {
    throw new GatewayRefusal(CLOSE.invalidShard, 'Invalid shard.');
  }
  if (!Number.isInteger(intents) || ((intents as number) & ~ALL_INTENTS) !== 0) {
    throw new GatewayRefusal(CLOSE.invalidIntents, 'Invalid intent(s).');
  }
  for (const [name, bit] of Object.entries(PRIVILEGED)) {
    if (((intents as number) & bit) !== 0 && !allowed.includes(name as PrivilegedIntent)) {
      throw new GatewayRefusal(CLOSE.disallowedIntents, 'Disallowed intent(s).');
    }
  }
  return intents as number;
}

/** One server fits in one shard, but Discord takes any valid numbering. */
function isShard(shard: unknown): boolean {
  if (!Array.isArray(shard) || shard.length !== 2 || !shard.every(Number.isInteger)) return false;
  const [id, count] = shard as [number, number];
  return id >= 0 && count > 0 && id < count;
}
