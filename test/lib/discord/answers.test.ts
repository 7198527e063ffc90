import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { Asked } from '../../../lib/discord/answer';
import { Answers } from '../../../lib/discord/answers';
import type { ApiMessage } from '../../../lib/discord/discord-rest';

const asked: Asked = {
  bot: 'bot',
  kind: 'command',
  id: '77',
  command: 'water',
  options: {},
  user: { id: '1', name: 'owner' },
  roles: [],
  manager: false,
  channel: '2',
  locale: 'pl',
};

describe('a flow that does not answer', () => {
  let calls: [name: string, content: unknown][];
  let told: EventEmitter;
  const problems: string[] = [];
  const call = (name: string) => async (_application: string, _token: string, message?: ApiMessage) => {
    calls.push([name, message?.body['content']]);
    told.emit(name);
  };
  const create = (patience: number): Answers =>
    new Answers(
      {
        post: async () => {},
        editAnswer: call('edit'),
        deleteAnswer: call('delete'),
        followUp: call('follow-up'),
      },
      ({ message }) => problems.push(message),
      patience,
    );
  beforeEach(() => {
    calls = [];
    told = new EventEmitter();
    problems.length = 0;
  });

  it('is said to the asker alone, and to the owner', async () => {
    const answers = create(1);
    const followUp = once(told, 'follow-up');
    answers.expect(asked, { application: '3', token: 'secret' });
    await followUp;
    assert.deepEqual(calls, [
      ['delete', undefined],
      ['follow-up', 'Dom nie odpowiedział na czas. Zapytaj ponownie za chwilę.'],
    ]);
    assert.deepEqual(problems, ['The flow has not answered /water within a minute.']);
    // What comes after all is still an answer.
    await answers.answer(asked, { content: 'late' });
    assert.deepEqual(calls[2], ['edit', 'late']);
  });

  it('is not said of one that did, or of a bot that was stopped', async () => {
    const answers = create(1);
    answers.expect(asked, { application: '3', token: 'secret' });
    await answers.answer(asked, { content: 'here' });
    answers.expect({ ...asked, id: '78' }, { application: '3', token: 'secret' });
    answers.stop();
    const later = create(2);
    const followUp = once(told, 'follow-up');
    later.expect({ ...asked, id: '79' }, { application: '3', token: 'secret' });
    await followUp;
    assert.deepEqual(
      calls.map(([name]) => name),
      ['edit', 'delete', 'follow-up'],
    );
  });
});
