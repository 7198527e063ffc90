import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Asked } from '../../lib/discord/answer';
import type { DiscordBot } from '../../lib/discord/bot';
import { answerLanguage, composeMessage, LAYOUTS } from '../../lib/discord/message/compose';
import { noticeText, problemText } from '../../lib/discord/message/problem';
import { InputError } from '../../lib/input-error';
import type { BotNode } from '../discord-bot/discord-bot';
import { findBot, noBot, showBotState } from '../shared/bot';
import { handleInput, type Message } from '../shared/input';
import { choiceSetting, idsSetting, optionalText } from '../shared/settings';

interface Config extends NodeDef {
  bot: unknown;
  channel: unknown;
  layout: unknown;
  buttons: unknown;
  language: unknown;
}

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('discord-reply', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    const botNode = findBot(RED, this, config.bot);
    const stop = botNode?.onState((state) => {
      if (state !== 'online') showBotState(this, state);
      else this.status({});
    });
    handleInput(this, async (message, send) => {
      const asked = askedOf(message);
      const node = asked ? (RED.nodes.getNode(asked.bot) as BotNode | null) : botNode;
      if (!node?.bot) throw noBot();
      const bot = node.bot();
      const language = answerLanguage(
        asked,
        optionalText('language', config.language) || (RED.settings as { lang?: unknown }).lang,
      );
      if (message.error) {
        const { code, message: sentence } = message.error as { code?: unknown; message?: unknown };
        // The reason stands behind what failed: a Catch node passes on nothing else of an error.
        const why = String(sentence ?? '').replace(/^(\w*Error: )?[^:]*: /, '');
        if (asked) await bot.refuse(asked, problemText(String(code), language, { ...asked.options, why }));
        else {
          const content = noticeText(String(code), language, why);
          await bot.post(channelOf(config.channel, message, node), { content });
        }
        this.status({ fill: 'yellow', shape: 'dot', text: 'discord-reply.status.told' });
        send(message);
        return undefined;
      }
      try {
        const { payload, report, alt, devices, remote, timeZone } = message;
        const composed = composeMessage(
          { payload, report, alt, devices, remote, timeZone },
          {
            layout: choiceSetting('layout', config.layout ?? 'figures', LAYOUTS),
            buttons: config.buttons !== false,
            language,
            now: Date.now(),
            asked,
            commands: asked ? bot.commandsFor(askerOf(asked)) : bot.commands,
            textCommands: bot.textCommands,
          },
        );
        if (asked) await bot.answer(asked, composed);
        else await bot.post(channelOf(config.channel, message, node), composed);
      } catch (error) {
        if (asked) await tellFailure(bot, asked, error as Error, problemText('failed', language));
        throw error;
      }
      this.status({ fill: 'green', shape: 'dot', text: 'discord-reply.status.sent' });
      send(message);
      return undefined;
    });
    this.on('close', () => stop?.());
  });
};

/** Who asked, when the message began with a command. */
function askedOf({ discord }: Message): Asked | undefined {
  if (discord === undefined || discord === null) return undefined;
  const { bot, id, kind, channel, user, options } = discord as Partial<Asked>;
  const isWhole = [bot, id, kind, channel].every((value) => typeof value === 'string') && user && options;
  if (!isWhole) {
    throw new InputError('bad-discord', 'msg.discord is not what a discord-command node made. Leave it as it came.');
  }
  return discord as Asked;
}

function askerOf({ user, roles, manager, guild, channel }: Asked) {
  return { user: user.id, roles, manager: manager === true, guild, channel };
}

function channelOf(setting: unknown, message: Message, node: BotNode): string {
  const [channel] = idsSetting('channel', message.channel ?? setting);
  const found = channel ?? node.simulatedChannel();
  if (found) return found;
  throw new InputError('no-channel', 'This message answers no command, and the node names no channel to post to.');
}

/** An answer that could not be sent must not leave the asker waiting; why it could not is the error itself. */
async function tellFailure(bot: DiscordBot, asked: Asked, error: Error, sentence: string): Promise<void> {
  if (error instanceof InputError && error.code === 'answer-expired') return;
  await bot.refuse(asked, sentence).catch(() => {});
}
