import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { systemTimeZone } from '../../lib/calendar/zone';
import type { Asked } from '../../lib/discord/answer';
import { type Command, isCommandName, OPTION_TYPES } from '../../lib/discord/command';
import { suggestPeriods, suggestSeries } from '../../lib/discord/suggestions';
import { languageOf } from '../../lib/language/language';
import { findBot, showBotState } from '../shared/bot';
import { showError } from '../shared/input';
import { bad, choiceSetting, idsSetting, optionalText } from '../shared/settings';
import type { DatabaseNode } from '../telemetry-database/telemetry-database';

interface Config extends NodeDef {
  bot: unknown;
  command: unknown;
  description: unknown;
  descriptionPl: unknown;
  options: unknown;
  text: unknown;
  roles: unknown;
  users: unknown;
  managers: unknown;
  database: unknown;
}

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('discord-command', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    const botNode = findBot(RED, this, config.bot);
    if (!botNode) return;
    const database = (): DatabaseNode['database'] =>
      (RED.nodes.getNode(String(config.database ?? '')) as DatabaseNode | null)?.database;
    const context = () => ({ now: Date.now(), timeZone: database()?.timeZone ?? systemTimeZone() });
    try {
      const remove = botNode.addCommand({
        command: readCommand(config),
        context,
        suggest: async ({ type }, typed, locale) => {
          if (type === 'period') return suggestPeriods(typed, languageOf(locale), context());
          const series = (await database()?.series()) ?? [];
          return suggestSeries(
            typed,
            series.map(({ name }) => name),
            languageOf(locale),
          );
        },
        ask: (asked: Asked) =>
          this.send({ topic: asked.command, payload: { ...asked.options }, discord: asked } as NodeMessage),
      });
      const stop = botNode.onState((state) => showBotState(this, state));
      this.on('close', () => {
        stop();
        remove();
      });
    } catch (error) {
      showError(this, error as Error);
      this.error((error as Error).message);
    }
  });
};

/** @throws InputError `bad-setting` */
function readCommand(config: Config): Command {
  const options = config.options ?? [];
  if (!Array.isArray(options)) throw bad('options', options, 'a list');
  const read = options.map(readOption);
  if (new Set(read.map(({ name }) => name)).size < read.length)
    throw bad('options', options, 'a list without a name twice');
  return {
    name: nameSetting('command', config.command),
    description: {
      en: optionalText('description', config.description),
      pl: optionalText('descriptionPl', config.descriptionPl),
    },
    options: read,
    text: optionalText('text', config.text),
    roles: idsSetting('roles', config.roles),
    users: idsSetting('users', config.users),
    managers: config.managers === true,
  };
}

function readOption(input: unknown): Command['options'][number] {
  const option = (input ?? {}) as Record<string, unknown>;
  const choices = option['choices'] ?? [];
  if (!Array.isArray(choices)) throw bad('choices', choices, 'a list');
  const type = choiceSetting('type', option['type'], OPTION_TYPES);
  if (type === 'choice' && choices.length === 0) throw bad('choices', choices, 'a list with at least one choice');
  return {
    name: nameSetting('option', option['name']),
    type,
    description: {
      en: optionalText('description', option['description']),
      pl: optionalText('descriptionPl', option['descriptionPl']),
    },
    required: option['required'] === true,
    choices: choices.map((choice: Record<string, unknown>) => ({
      value: optionalText('value', choice?.['value']),
      name: { en: optionalText('name', choice?.['name']), pl: optionalText('namePl', choice?.['namePl']) },
    })),
  };
}

function nameSetting(name: string, value: unknown): string {
  // JavaScript's own names would not arrive as options.
  if (isCommandName(value) && !value.startsWith('__')) return value;
  throw bad(name, value, 'a name of 1 to 32 lower-case letters, digits, "-" or "_"');
}
