/** Whom a bot answers. Ids are Discord's; an empty list of channels, roles or users narrows nothing. */
export interface AccessPolicy {
  /** Servers that are served; nobody is answered outside of them. */
  guilds: readonly string[];
  channels: readonly string[];
  /** Whoever has one of the roles, or is one of the users, may ask. */
  roles: readonly string[];
  users: readonly string[];
  /** Direct messages are answered to the listed users only. */
  directMessages: boolean;
}

/** What a single command asks for beyond the bot's policy. */
export interface CommandAccess extends Pick<AccessPolicy, 'roles' | 'users'> {
  /** Whoever may manage the server may ask; nobody else but the listed ones. */
  managers: boolean;
}

/** Who asks, and where. */
export interface Asker {
  user: string;
  roles: readonly string[];
  /** Whether they may manage the server; in a plain message Discord does not tell. */
  manager: boolean;
  /** Absent in direct messages. */
  guild?: string | undefined;
  channel: string;
  /** The channel that a thread belongs to. */
  parentChannel?: string | undefined;
}

export type Refused = 'refused-guild' | 'refused-channel' | 'refused-person' | 'refused-direct-message';

/** Why somebody gets no answer, or undefined when they may ask. */
export function refusal(asker: Asker, policy: AccessPolicy, command: CommandAccess): Refused | undefined {
  if (asker.guild === undefined) {
    if (!policy.directMessages || !policy.users.includes(asker.user)) return 'refused-direct-message';
    return mayUse(asker, command) ? undefined : 'refused-person';
  }
  if (!policy.guilds.includes(asker.guild)) return 'refused-guild';
  const channels = [asker.channel, asker.parentChannel];
  if (policy.channels.length > 0 && !policy.channels.some((channel) => channels.includes(channel))) {
    return 'refused-channel';
  }
  return isListed(asker, policy) && mayUse(asker, command) ? undefined : 'refused-person';
}

function mayUse(asker: Asker, command: CommandAccess): boolean {
  if (!command.managers) return isListed(asker, command);
  const names = command.roles.length > 0 || command.users.length > 0;
  return asker.manager || (names && isListed(asker, command));
}

function isListed(
  { user, roles }: Asker,
  { roles: allowedRoles, users }: Pick<CommandAccess, 'roles' | 'users'>,
): boolean {
  if (allowedRoles.length === 0 && users.length === 0) return true;
  return users.includes(user) || roles.some((role) => allowedRoles.includes(role));
}
