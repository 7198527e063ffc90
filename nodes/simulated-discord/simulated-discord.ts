import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InputError } from '../../lib/input-error';
import { ChatPage } from '../../simulator/discord/page/chat-page';
import { SimulatedDiscord } from '../../simulator/discord/simulated-discord';
import { showError } from '../shared/input';
import { wholeSetting } from '../shared/settings';
import { announceSimulatedChat } from '../shared/simulated-chat';
import { mount } from './mount';

interface Config extends NodeDef {
  port: unknown;
}

const PAGE = '/chat';

/** The node that has the page; a second one would hide behind it. */
let owner: Node | undefined;

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('simulated-discord', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    let stop = async (): Promise<void> => {};
    try {
      const port = wholeSetting('port', config.port ?? 10504, 1024, 65535);
      if (owner) {
        throw new InputError('in-use', `Another simulated Discord has the page ${PAGE} already. One is enough.`);
      }
      stop = start(RED, this, port);
    } catch (error) {
      showError(this, error as Error);
      this.error(error as Error);
    }
    this.on('close', (done: (error?: Error) => void) => {
      stop().then(() => done(), done);
    });
  });
};

/** @returns how to take all of it away again */
function start(RED: NodeAPI, node: Node, port: number): () => Promise<void> {
  const discord = new SimulatedDiscord({ port });
  const page = new ChatPage(discord.chat, PAGE);
  const undo = [mount(RED.httpNode, page), () => page.close()];
  owner = node;
  let isClosed = false;
  node.status({ fill: 'yellow', shape: 'ring', text: 'simulated-discord.status.starting' });
  discord.start().then(
    ({ api }) => {
      if (isClosed) return;
      const { token, chat } = discord;
      undo.push(announceSimulatedChat({ api, token, guild: chat.guild.id, channel: chat.channels[0]!.id, page: PAGE }));
      node.status({ fill: 'green', shape: 'dot', text: 'simulated-discord.status.ready' });
    },
    (error: Error) => {
      if (isClosed) return;
      showError(node, new InputError('port-failed', error.message));
      node.error(error.message);
    },
  );
  return async () => {
    isClosed = true;
    try {
      for (const step of undo.reverse()) step();
      await discord.stop();
    } finally {
      owner = undefined;
    }
  };
}
