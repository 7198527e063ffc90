import { OP } from './protocol';

const HUGE = 5 * 2 ** 20;

const dispatch = (t: unknown, d: unknown, s: unknown = null): string => JSON.stringify({ op: OP.dispatch, t, s, d });
const interaction = (change: object): string =>
  dispatch('INTERACTION_CREATE', {
    id: '1',
    application_id: '1',
    token: 'odd',
    type: 2,
    version: 1,
    data: { id: '1', name: 'water', type: 1 },
    ...change,
  });

/** Frames that Discord never should send, for `Faults.sendRaw`: a bot must live on after each of them. */
export const MALFORMED_FRAMES: Readonly<Record<string, string>> = {
  'no JSON': '{"op":',
  'an empty text': '',
  null: 'null',
  'a number': '42',
  'a list': '[]',
  'a text': '"op"',
  'no opcode': '{}',
  'an unknown opcode': '{"op":99,"d":null}',
  'HELLO without data': '{"op":10,"d":null}',
  'INVALID SESSION without data': '{"op":9}',
  'INVALID SESSION with null': '{"op":9,"d":null}',
  'an event without name': dispatch(null, {}),
  'an unknown event': dispatch('SOMETHING_NEW', { a: 1 }),
  'READY without data': dispatch('READY', null),
  'READY without session': dispatch('READY', {}, 1),
  'an odd sequence number': dispatch('GUILD_UPDATE', {}, 'twelve'),
  'an interaction without data': dispatch('INTERACTION_CREATE', null),
  'an empty interaction': dispatch('INTERACTION_CREATE', {}),
  'an interaction without token': interaction({ token: undefined }),
  'an interaction without command': interaction({ data: undefined }),
  'an interaction without person': interaction({ member: undefined, user: undefined, context: 0 }),
  'an interaction of an unknown type': interaction({ type: 77 }),
  'an interaction with odd options': interaction({ data: { id: '1', name: 'water', type: 1, options: 'period' } }),
  'an interaction with null options': interaction({ data: { id: '1', name: 'water', type: 1, options: [null, {}] } }),
  'an interaction with a name of all objects': interaction({ data: { id: '1', name: '__proto__', type: 1 } }),
  'a huge event': dispatch('INTERACTION_CREATE', { id: 'x'.repeat(HUGE) }),
};
