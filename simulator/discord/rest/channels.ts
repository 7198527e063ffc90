import type { Backend } from '../backend';
import { refusal } from '../errors';
import { readMessage } from '../validate/message';
import type { Channel } from '../world';
import { type Call, NO_CONTENT, ok, type Route } from './route';

function channelOf({ world }: Backend, { params }: Call): Channel {
  const channel = world.channel(params['channel']!);
  if (!channel) throw refusal('unknownChannel');
  return channel;
}

/** Channels and what the bot posts there by itself. */
export const channels: readonly Route[] = [
  {
    method: 'GET',
    path: '/channels/:channel',
    by: 'bot',
    answer: (backend, call) => ok(backend.world.apiChannel(channelOf(backend, call))),
  },
  {
    method: 'POST',
    path: '/channels/:channel/messages',
    by: 'bot',
    answer: (backend, call) => {
      const channel = channelOf(backend, call).id;
      return ok(backend.messages.create(readMessage(call.json, call.uploads), { channel }).message);
    },
  },
  {
    method: 'POST',
    path: '/channels/:channel/typing',
    by: 'bot',
    answer: (backend, call) => {
      channelOf(backend, call);
      return NO_CONTENT;
    },
  },
];
