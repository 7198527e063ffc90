import type { APIGuildMember, APIRole, APIUser } from '@discordjs/core';
import type { Named, Person } from './chat';
import { CHANNEL_TYPE, PERMISSION } from './protocol';

/*
 * The ids are fixed, so that what a person has chosen in a flow (a channel, a role) still exists after a restart.
 */
export const GUILD: Named = { id: '1203665284712497162', name: 'Dom' };
export const GUILD_LOCALE = 'en-US';
export const APPLICATION_ID = '1203661107550425108';
export const CHANNELS: readonly Named[] = [
  { id: '1203665285710741564', name: 'home' },
  { id: '1203665286050476093', name: 'general' },
];

const MEMBER = PERMISSION.viewChannel | PERMISSION.sendMessages | PERMISSION.readMessageHistory;
const EVERYONE: Role = { id: GUILD.id, name: '@everyone', permissions: MEMBER | PERMISSION.useApplicationCommands };
const ROLES: readonly Role[] = [
  { id: '1203668120837578772', name: 'household', permissions: PERMISSION.embedLinks | PERMISSION.attachFiles },
  { id: '1203668121978318918', name: 'guest', permissions: 0n },
];
const [HOUSEHOLD, GUEST] = ROLES.map(({ id }) => id) as [string, string];
/** The owner of a server may do everything. */
const OWNER = '1203659841310949416';
const PEOPLE: readonly (Person & { dm: string })[] = [
  { id: OWNER, name: 'owner', locale: 'en-US', roles: [HOUSEHOLD], dm: '1203672009653977139' },
  { id: '1203659996323586058', name: 'family', locale: 'pl', roles: [HOUSEHOLD], dm: '1203672010434248754' },
  { id: '1203660112849870908', name: 'guest', locale: 'en-US', roles: [GUEST], dm: '1203672011293954099' },
];
const JOINED = '2024-02-04T12:00:00.000000+00:00';
/** Discord's flags are enums without a 0. */
const NO_FLAGS: number = 0;
const NO_AVATAR = { avatar: null, global_name: null, discriminator: '0' };
/** What the bot may do in every channel. */
const BOT_PERMISSIONS = Object.values(PERMISSION)
  .filter((bit) => bit !== PERMISSION.administrator && bit !== PERMISSION.manageGuild)
  .reduce((sum, bit) => sum | bit, 0n);
const ALL_PERMISSIONS = Object.values(PERMISSION).reduce((sum, bit) => sum | bit, 0n);

interface Role extends Named {
  permissions: bigint;
}

/** A place where messages are: a channel of the server, or a person's direct messages with the bot. */
export interface Channel extends Named {
  /** Whose direct messages these are. */
  dmWith?: string;
}

/** The server with its channels, roles and people, as plain JSON of Discord's API. */
export class World {
  readonly botUser: APIUser;
  readonly people: Person[];
  readonly #channels: readonly Channel[];

  constructor(botName: string) {
    this.botUser = { id: APPLICATION_ID, username: botName, bot: true, ...NO_AVATAR };
    this.people = PEOPLE.map(({ dm: _, ...person }) => ({ ...person, roles: [...person.roles] }));
    this.#channels = [...CHANNELS, ...PEOPLE.map(({ id, name, dm }) => ({ id: dm, name, dmWith: id }))];
  }

  get roles(): readonly Named[] {
    return ROLES.map(({ id, name }) => ({ id, name }));
  }

  /** @throws Error for an unknown person */
  person(id: string): Person {
    const person = this.people.find((each) => each.id === id);
    if (!person) throw new Error(`There is no person ${id} in this simulated Discord.`);
    return person;
  }

  channel(id: string): Channel | undefined {
    return this.#channels.find((each) => each.id === id);
  }

  /**
   * @param channel an id, or `dm` for this person's direct messages with the bot
   * @throws Error for a channel that this person does not see
   */
  channelOf(person: string, channel: string): Channel {
    const found = this.#channels.find(({ id, dmWith }) =>
      dmWith === undefined ? id === channel : dmWith === person && (id === channel || channel === 'dm'),
    );
    if (!found) throw new Error(`There is no channel ${channel} for ${this.person(person).name}.`);
    return found;
  }

  user(person: string): APIUser {
    const { id, name } = this.person(person);
    return { id, username: name, ...NO_AVATAR };
  }

  member(person: string): APIGuildMember & { permissions: string } {
    return {
      user: this.user(person),
      roles: [...this.person(person).roles],
      permissions: this.permissions(person).toString(),
      joined_at: JOINED,
      nick: null,
      avatar: null,
      deaf: false,
      mute: false,
      flags: NO_FLAGS,
    };
  }

  /** What this person may do in the server, as Discord's permission bits. */
  permissions(person: string): bigint {
    const { id, roles } = this.person(person);
    if (id === OWNER) return ALL_PERMISSIONS;
    const held = ROLES.filter((role) => roles.includes(role.id));
    return held.reduce((sum, { permissions }) => sum | permissions, EVERYONE.permissions);
  }

  /** The server that installed the bot, for an interaction in this channel; "0" in direct messages. */
  installedIn(channel: string): { '0': string } {
    return { '0': this.isDm(channel) ? '0' : GUILD.id };
  }

  isDm(channel: string): boolean {
    return this.channel(channel)?.dmWith !== undefined;
  }

  /** What the bot may do, as Discord's permission bits. */
  get botPermissions(): string {
    return BOT_PERMISSIONS.toString();
  }

  /** A channel as `GET /channels/{id}` gives it. */
  apiChannel({ id, name, dmWith }: Channel) {
    if (dmWith !== undefined) {
      return { id, type: CHANNEL_TYPE.dm, last_message_id: null, flags: 0, recipients: [this.user(dmWith)] };
    }
    const position = CHANNELS.findIndex((channel) => channel.id === id);
    const settings = { nsfw: false, topic: null, parent_id: null, rate_limit_per_user: 0, permission_overwrites: [] };
    return { id, type: CHANNEL_TYPE.guildText, guild_id: GUILD.id, name, position, flags: 0, ...settings };
  }

  apiRoles(): APIRole[] {
    return [EVERYONE, ...ROLES].map(({ id, name, permissions }, position) => ({
      id,
      name,
      permissions: permissions.toString(),
      position,
      color: 0,
      colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
      hoist: false,
      managed: false,
      mentionable: true,
      flags: NO_FLAGS,
    }));
  }

  /** The server as `GET /guilds/{id}` gives it. */
  apiGuild() {
    return {
      id: GUILD.id,
      name: GUILD.name,
      owner_id: OWNER,
      preferred_locale: GUILD_LOCALE,
      roles: this.apiRoles(),
      icon: null,
      description: null,
      features: [],
      emojis: [],
      stickers: [],
      afk_channel_id: null,
      afk_timeout: 300,
      system_channel_id: null,
      verification_level: 1,
      default_message_notifications: 1,
      explicit_content_filter: 0,
      mfa_level: 0,
      nsfw_level: 0,
      premium_tier: 0,
    };
  }
}
