import assert from 'node:assert/strict';
import { type PendingAnswer, PendingAnswers } from '../../../lib/discord/answer';

const answer = (since: number): PendingAnswer => {
  return { application: '1', token: 'secret', kind: 'command', since, answered: false };
};

describe('answers that are owed', () => {
  it('are found until their time is over', () => {
    const pending = new PendingAnswers(1000);
    pending.add('a', answer(0));
    assert.equal(pending.get('a', 1000)?.since, 0);
    assert.equal(pending.get('a', 1001), undefined);
    assert.equal(pending.get('b', 0), undefined);
  });

  it('go, the oldest first, when there are too many or their time is over', () => {
    const pending = new PendingAnswers(1000, 3);
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) pending.add(id, answer(index));
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((id) => pending.get(id, 10) !== undefined),
      [false, true, true, true],
    );
    pending.add('e', answer(1003));
    assert.deepEqual(
      ['c', 'd', 'e'].map((id) => pending.get(id, 1003) !== undefined),
      [false, true, true],
    );
  });
});
