import assert from 'node:assert/strict';
import { type AccessPolicy, type Asker, type CommandAccess, refusal } from '../../../lib/discord/access';

const ANY: Omit<CommandAccess, 'managers'> & { managers?: boolean } = { roles: [], users: [] };
const MANAGERS = { ...ANY, managers: true };
const OPEN: AccessPolicy = { guilds: ['1'], channels: [], directMessages: false, ...ANY };
const someone: Asker = { user: '7', roles: ['70'], manager: false, guild: '1', channel: '10' };
const direct: Asker = { user: '7', roles: [], manager: false, channel: '99' };

describe('who may ask', () => {
  const table: [string, Asker, Partial<AccessPolicy>, typeof ANY, string | undefined][] = [
    ['anybody on a listed server', someone, {}, ANY, undefined],
    ['nobody on another server', { ...someone, guild: '2' }, {}, ANY, 'refused-guild'],
    ['nobody when no server is listed', someone, { guilds: [] }, ANY, 'refused-guild'],
    ['in a listed channel', someone, { channels: ['10'] }, ANY, undefined],
    ['not in another channel', someone, { channels: ['11'] }, ANY, 'refused-channel'],
    [
      'in a thread of a listed channel',
      { ...someone, channel: '12', parentChannel: '10' },
      { channels: ['10'] },
      ANY,
      undefined,
    ],
    ['with a listed role', someone, { roles: ['70'] }, ANY, undefined],
    ['not with another role', someone, { roles: ['71'] }, ANY, 'refused-person'],
    ['a listed user without the role', someone, { roles: ['71'], users: ['7'] }, ANY, undefined],
    ['not another user', someone, { users: ['8'] }, ANY, 'refused-person'],
    ['with the role of the command', someone, {}, { roles: ['70'], users: [] }, undefined],
    ['not without the role of the command', someone, {}, { roles: ['71'], users: [] }, 'refused-person'],
    [
      'the bot and the command must both agree',
      someone,
      { users: ['7'] },
      { roles: [], users: ['8'] },
      'refused-person',
    ],
    [
      'a role does not open another server',
      { ...someone, guild: '2' },
      { roles: ['70'], users: ['7'] },
      ANY,
      'refused-guild',
    ],
    ['a role does not open another channel', someone, { channels: ['11'], users: ['7'] }, ANY, 'refused-channel'],
    ['no direct messages by default', direct, { users: ['7'] }, ANY, 'refused-direct-message'],
    ['no direct messages of unlisted users', direct, { directMessages: true }, ANY, 'refused-direct-message'],
    ['direct messages of listed users', direct, { directMessages: true, users: ['7'] }, ANY, undefined],
    [
      'direct messages where no server is listed',
      direct,
      { guilds: [], directMessages: true, users: ['7'] },
      ANY,
      undefined,
    ],
    [
      'a command for others in direct messages',
      direct,
      { directMessages: true, users: ['7'] },
      { roles: [], users: ['8'] },
      'refused-person',
    ],
    [
      'a command for a role, which nobody has in direct messages',
      direct,
      { directMessages: true, users: ['7'] },
      { roles: ['70'], users: [] },
      'refused-person',
    ],
    ['a command for managers', { ...someone, manager: true }, {}, MANAGERS, undefined],
    ['not to others', someone, {}, MANAGERS, 'refused-person'],
    ['a command for managers to a listed user', someone, {}, { ...MANAGERS, users: ['7'] }, undefined],
    ['not to another user', someone, {}, { ...MANAGERS, users: ['8'] }, 'refused-person'],
    [
      'a command for a role is not for managers',
      { ...someone, manager: true },
      {},
      { ...ANY, roles: ['71'] },
      'refused-person',
    ],
    [
      'a manager who is not among those whom the bot answers',
      { ...someone, manager: true },
      { users: ['8'] },
      MANAGERS,
      'refused-person',
    ],
    [
      'a command for managers in direct messages',
      direct,
      { directMessages: true, users: ['7'] },
      MANAGERS,
      'refused-person',
    ],
  ];
  for (const [name, asker, policy, command, expected] of table) {
    it(name, () => assert.equal(refusal(asker, { ...OPEN, ...policy }, { managers: false, ...command }), expected));
  }
});
