import assert from 'node:assert/strict';
import { Attachments } from '../../../simulator/discord/attachments';
import { Snowflakes } from '../../../simulator/discord/snowflake';

const MIB = 2 ** 20;

describe('attachments', () => {
  it('are kept up to 64 MiB, the newest', () => {
    const attachments = new Attachments(new Snowflakes(Date.now));
    const add = (size: number) =>
      attachments.add({ index: 0, name: 'a.png', type: 'image/png', data: Buffer.alloc(size) }, '1').id;
    const isKept = (id: string) => attachments.get(id) !== undefined;
    const [first, second, ...rest] = Array.from({ length: 6 }, () => add(10 * MIB)) as [string, string, ...string[]];
    const last = add(4 * MIB);
    assert.deepEqual([first, ...rest, last].map(isKept), Array(6).fill(true));
    add(1);
    assert.deepEqual([first, second, last].map(isKept), [false, true, true]);
    attachments.delete(second);
    add(20 * MIB - 1);
    assert.deepEqual([...rest, last].map(isKept), Array(5).fill(true));
  });
});
