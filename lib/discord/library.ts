/*
 * The thin layers of discord.js: plain JSON, no caches (docs/decisions.md). `rest` and `ws` are dependencies of
 * `@discordjs/core`, and resolved through it: each as a dependency of our own would be the seventh and eighth.
 */
import { createRequire } from 'node:module';
import type * as Rest from '@discordjs/rest';
import type * as Ws from '@discordjs/ws';

const load = createRequire(createRequire(__filename).resolve('@discordjs/core'));

export const { REST, DiscordAPIError, HTTPError } = load('@discordjs/rest') as typeof Rest;
export const { WebSocketManager, WebSocketShard, SimpleContextFetchingStrategy, managerToFetchingStrategyOptions } =
  load('@discordjs/ws') as typeof Ws;
export type { REST as RestClient } from '@discordjs/rest';
export type { WebSocketManager as GatewayManager } from '@discordjs/ws';
