import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
} from '@discordjs/core';
import type { Command, CommandOption, LocalText, OptionType } from './command';
import { cut, LIMITS } from './limits';

/** Where a command appears: on a server, or in direct messages with the bot. */
export type Place = 'guild' | 'direct-messages';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const DISCORD_TYPES: Record<OptionType, number> = {
  text: ApplicationCommandOptionType.String,
  number: ApplicationCommandOptionType.Number,
  choice: ApplicationCommandOptionType.String,
  period: ApplicationCommandOptionType.String,
  series: ApplicationCommandOptionType.String,
};

/** The commands as Discord's bulk overwrite takes them. */
export function registrationOf(commands: readonly Command[], place: Place): Json[] {
  return commands.slice(0, LIMITS.commands).map((command) => ({
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    ...described(command.description),
    options: optionsOf(command.options),
    ...accessOf(command, place),
    ...(place === 'direct-messages'
      ? {
          contexts: [InteractionContextType.BotDM],
          integration_types: [ApplicationIntegrationType.GuildInstall],
        }
      : {}),
  }));
}

/** Discord hides a command from those who can't use it. Whoever is listed could not see it then. */
function accessOf({ managers, roles, users }: Command, place: Place): { [key: string]: Json } {
  const isHidden = managers && roles.length === 0 && users.length === 0 && place === 'guild';
  return isHidden ? { default_member_permissions: String(PermissionFlagsBits.ManageGuild) } : {};
}

/** Discord wants the required ones first. */
function optionsOf(options: readonly CommandOption[]): Json[] {
  return [...options]
    .sort((a, b) => Number(b.required) - Number(a.required))
    .slice(0, LIMITS.commandOptions)
    .map(({ name, type, description, required, choices }) => ({
      type: DISCORD_TYPES[type],
      name,
      ...described(description),
      required,
      ...(type === 'period' || type === 'series' ? { autocomplete: true } : {}),
      ...(type === 'choice'
        ? {
            choices: choices.slice(0, LIMITS.choices).map((choice) => ({
              value: cut(choice.value, LIMITS.choice),
              name: cut(choice.name.en || choice.value, LIMITS.choice),
              ...localized('name_localizations', choice.name, LIMITS.choice),
            })),
          }
        : {}),
    }));
}

function described(text: LocalText): { [key: string]: Json } {
  // A description may not be empty.
  return {
    description: cut(text.en || '…', LIMITS.description),
    ...localized('description_localizations', text, LIMITS.description),
  };
}

function localized(key: string, { en: _, ...others }: LocalText, most: number): { [key: string]: Json } {
  const texts = Object.entries(others).filter(([, text]) => text);
  return texts.length > 0
    ? { [key]: Object.fromEntries(texts.map(([locale, text]) => [locale, cut(text, most)])) }
    : {};
}

/**
 * Whether what Discord has differs from what a flow wants. Discord adds properties of its own; only those that we send
 * count.
 */
export function isChanged(wanted: readonly Json[], present: unknown): boolean {
  if (!Array.isArray(present) || present.length !== wanted.length) return true;
  const byName = new Map(present.map((command) => [(command as { name?: unknown } | null)?.name, command]));
  return wanted.some((command) => !contains(byName.get((command as { name: string }).name), command));
}

function contains(present: unknown, wanted: Json): boolean {
  if (Array.isArray(wanted)) {
    const list = Array.isArray(present) ? present : [];
    return list.length === wanted.length && wanted.every((part, index) => contains(list[index], part));
  }
  if (typeof wanted === 'object' && wanted !== null) {
    const found = (present ?? {}) as Record<string, unknown>;
    return (
      typeof found === 'object' &&
      Object.entries(wanted).every(([key, part]) => contains(found[key], part)) &&
      // A translation or a choice that was taken away.
      OPTIONAL.every((key) => key in wanted || isEmpty(found[key]))
    );
  }
  // Discord leaves out what is false.
  return wanted === false ? !present : present === wanted;
}

const OPTIONAL = [
  'description_localizations',
  'name_localizations',
  'choices',
  'autocomplete',
  'default_member_permissions',
];

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}
