import { createRequire } from 'node:module';

/*
 * `ws` is the WebSocket library below `@discordjs/core`, whose two dependencies down it is: taking it from there saves a
 * direct dependency, and gives the version that the bot runs on, wherever npm has put it.
 */
const core = createRequire(require.resolve('@discordjs/core'));
const layer = createRequire(core.resolve('@discordjs/ws'));

export const { WebSocketServer } = layer('ws') as typeof import('ws');
