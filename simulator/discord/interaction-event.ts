import type { APIApplicationCommand } from '@discordjs/core';
import type { Interaction } from './interactions';
import type { GivenOption } from './options';
import { ATTACHMENT_SIZE_LIMIT, CONTEXT, OPTION } from './protocol';
import { APPLICATION_ID, CHANNELS, GUILD, GUILD_LOCALE, type World } from './world';

/** The `data` of an INTERACTION_CREATE for a command, or for the autocomplete of one. */
export function commandData(world: World, command: APIApplicationCommand, options: GivenOption[]): object {
  const { id, name, type, guild_id } = command;
  const resolved = resolve(world, flatten(options));
  return {
    id,
    name,
    type,
    // Discord leaves these out rather than empty.
    ...(options.length > 0 ? { options } : {}),
    ...(guild_id ? { guild_id } : {}),
    ...(Object.keys(resolved).length > 0 ? { resolved } : {}),
  };
}

/** The payload of INTERACTION_CREATE: receiving-and-responding.mdx, "Interaction Object". */
export function interactionEvent(world: World, interaction: Interaction, data: object): object {
  const { id, token, type, person, channel, source } = interaction;
  const apiChannel = world.apiChannel(world.channel(channel)!);
  return {
    version: 1,
    id,
    token,
    type,
    application_id: APPLICATION_ID,
    data,
    channel_id: channel,
    channel: apiChannel,
    locale: world.person(person).locale,
    app_permissions: world.botPermissions,
    attachment_size_limit: ATTACHMENT_SIZE_LIMIT,
    entitlements: [],
    authorizing_integration_owners: world.installedIn(channel),
    ...(source ? { message: source.message } : {}),
    ...(world.isDm(channel)
      ? { context: CONTEXT.botDm, user: world.user(person) }
      : {
          context: CONTEXT.guild,
          guild_id: GUILD.id,
          guild: { id: GUILD.id, locale: GUILD_LOCALE, features: [] },
          guild_locale: GUILD_LOCALE,
          member: world.member(person),
        }),
  };
}

function flatten(options: readonly GivenOption[]): GivenOption[] {
  return options.flatMap((option) => [option, ...flatten(option.options ?? [])]);
}

/** The objects that ids among the options stand for, by kind; kinds without any are left out. */
function resolve(world: World, options: readonly GivenOption[]): object {
  const pick = <T>(all: readonly [id: string, T][], ...types: number[]) => {
    const ids = options.filter(({ type }) => types.includes(type)).map(({ value }) => value);
    return Object.fromEntries(all.filter(([id]) => ids.includes(id)));
  };
  const ids = world.people.map(({ id }) => id);
  const people = [OPTION.user, OPTION.mentionable];
  const resolved = {
    users: pick(
      ids.map((id) => [id, world.user(id)]),
      ...people,
    ),
    members: pick(
      ids.map((id) => [id, partialMember(world, id)]),
      ...people,
    ),
    roles: pick(
      world.apiRoles().map((role) => [role.id, role]),
      OPTION.role,
      OPTION.mentionable,
    ),
    channels: pick(
      CHANNELS.map((channel) => [channel.id, world.apiChannel(channel)]),
      OPTION.channel,
    ),
  };
  return Object.fromEntries(Object.entries(resolved).filter(([, objects]) => Object.keys(objects).length > 0));
}

function partialMember(world: World, person: string): object {
  const { user: _, deaf: __, mute: ___, ...member } = world.member(person);
  return member;
}
