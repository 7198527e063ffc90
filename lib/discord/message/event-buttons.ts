import { ButtonStyle, ComponentType } from '@discordjs/core';
import type { EventList, ListedEvent, RepairAs, RepairOutcome } from '../../event-list';
import type { Language } from '../../language/language';
import { seriesName } from '../../language/names';
import { formatNumber } from '../../language/numbers';
import type { Asked } from '../answer';
import type { Command } from '../command';
import { customId } from '../custom-id';
import { LIMITS } from '../limits';
import { text } from '../texts';
import { type Clock, eventName, momentText } from './events';
import type { Row } from './message';
import { SEPARATOR } from './quality';

/** Registers of this many digits are common; one that was this near its end may have passed it. */
const NEAR_END = 0.9;

/** The command by which events are asked for: it takes the number of one. */
export function eventsCommand(commands: readonly Command[]): Command | undefined {
  return commands.find((command) => has(command, 'event') && !has(command, 'undo'));
}

/** The command by which somebody decides about an event. */
function repairCommand(commands: readonly Command[]): Command | undefined {
  return commands.find((command) => ['event', 'as', 'undo'].every((name) => has(command, name)));
}

function has({ options }: Command, name: string): boolean {
  return options.some((option) => option.name === name);
}

/** A menu of the events of a list. */
export function eventMenu({ events }: EventList, asked: Asked, language: Language, clock: Clock): Row[] {
  const { event: _, ...others } = asTexts(asked.options);
  const id = customId({ command: asked.command, options: others, chosen: 'event' });
  if (!id || events.length === 0) return [];
  const options = events.slice(0, LIMITS.selectOptions).map((event) => ({
    value: String(event.id),
    label: [
      seriesName(event.series, language),
      eventName(event.kind, language),
      momentText(event.time, language, clock),
    ].join(SEPARATOR),
  }));
  const menu = { type: ComponentType.StringSelect, custom_id: id, placeholder: text(language, 'events.menu'), options };
  return [{ type: ComponentType.ActionRow, components: [menu] }];
}

/**
 * What can be done about one event: for those who may decide, what it can be decided to be; and back to the list.
 * @param commands those that the asker may use
 */
export function eventRows(event: ListedEvent, asked: Asked, commands: readonly Command[], language: Language): Row[] {
  const repair = repairCommand(commands);
  const { event: _, ...others } = asTexts(asked.options);
  return rows([
    ...(repair ? repairButtons(event, repair.name, language) : []),
    button({ command: asked.command, options: others }, text(language, 'events.back'), ButtonStyle.Secondary),
  ]);
}

function repairButtons(event: ListedEvent, command: string, language: Language): (Button | undefined)[] {
  const { id, repairs, decided } = event;
  if (decided) {
    const options = { undo: String(decided.id) };
    return [button({ command, options }, text(language, 'repair.undo'), ButtonStyle.Danger)];
  }
  return repairs.flatMap((as) => {
    const more = as === 'rollover' ? modulusOf(event) : {};
    if (!more) return [];
    const options = { event: String(id), as, ...more };
    return [button({ command, options }, labelOf(as, more, language), ButtonStyle.Primary)];
  });
}

function labelOf(as: RepairAs, { modulus }: { modulus?: string }, language: Language): string {
  if (modulus === undefined) return text(language, `repair.as.${as}`);
  return text(language, 'repair.as.rollover', { modulus: formatNumber(Number(modulus), language, 0) });
}

/** Only a register that was near a power of ten can have passed it. */
function modulusOf({ before }: ListedEvent): { modulus: string } | undefined {
  if (before === undefined || before <= 0) return undefined;
  const modulus = 10 ** Math.ceil(Math.log10(before));
  return before < modulus && before >= NEAR_END * modulus ? { modulus: String(modulus) } : undefined;
}

/** After a decision: back to what was before, and to the list. */
export function repairRows(
  { decision, series }: RepairOutcome,
  asked: Asked,
  commands: readonly Command[],
  language: Language,
): Row[] {
  const list = eventsCommand(commands);
  return rows([
    decision.undone
      ? undefined
      : button(
          { command: asked.command, options: { undo: String(decision.id) } },
          text(language, 'repair.undo'),
          ButtonStyle.Danger,
        ),
    list &&
      button(
        { command: list.name, options: has(list, 'series') ? { series } : {} },
        text(language, 'events.back'),
        ButtonStyle.Secondary,
      ),
  ]);
}

type Button = Record<string, unknown>;

function button(question: Parameters<typeof customId>[0], label: string, style: ButtonStyle): Button | undefined {
  const id = customId(question);
  return id === undefined ? undefined : { type: ComponentType.Button, custom_id: id, label, style };
}

function rows(buttons: readonly (Button | undefined)[]): Row[] {
  const shown = buttons.filter((one) => one !== undefined);
  return shown.length > 0 ? [{ type: ComponentType.ActionRow, components: shown }] : [];
}

function asTexts(options: Asked['options']): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)]));
}
