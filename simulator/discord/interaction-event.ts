import type { APIApplicationCommand } from '@discordjs/core';
import type { Interaction } from './interactions';
import type { GivenOption } from './options';
import { ATTACHMENT_SIZE_LIMIT, CONTEXT, OPTION } from './protocol';
import { APPLICATION_ID, CHANNELS, GUILD, GUILD_LOCALE, type World } from './world';

/** The `data` of an INTERACTION_CREATE for a command, or for the autocomplete of one. */
export function commandData(world: World, command: APIApplicationCommand, options: GivenOption[]): object {
  const { id, name, type, guild_id } = command;
  const resolved = resolve(world, flatten(options));
  return { id, name, type, options, ...(guild_id ? { guild_id } : {}), ...(resolved ? { resolved } : {}) };
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

/** The objects that ids among the options stand for. */
function resolve(world: World, options: readonly GivenOption[]): object | undefined {
  const ids = (...types: number[]) =>
    options.filter(({ type }) => types.includes(type)).map(({ value }) => String(value));
  const byId = <T extends { id: string }>(all: readonly T[], wanted: readonly string[]) =>
    Object.fromEntries(all.filter(({ id }) => wanted.includes(id)).map((each) => [each.id, each]));
  const people = world.people.map(({ id }) => world.user(id));
  const resolved = {
    users: byId(people, ids(OPTION.user, OPTION.mentionable)),
    roles: byId(world.apiRoles(), ids(OPTION.role, OPTION.mentionable)),
    channels: byId(
      CHANNELS.map((channel) => world.apiChannel(channel)),
      ids(OPTION.channel),
    ),
  };
  const found = Object.entries(resolved).filter(([, objects]) => Object.keys(objects).length > 0);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
