import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input-error';
import type { Reading } from '../../../lib/reading';
import type { StoreResult } from '../../../lib/store/write';
import { type Batch, WriteQueue, type WriteState } from '../../../lib/store/write-queue';
import { rejectsInput } from '../../throws';

const readings = (count: number): Reading[] =>
  Array.from({ length: count }, (_, time) => ({ series: 'a.b', kind: 'gauge', value: 0, unit: 'W', time }));
const result = (stored: number): StoreResult => ({
  stored,
  duplicate: 0,
  held: 0,
  rejected: 0,
  events: [],
  problems: [],
});
const passing = Object.assign(new Error('disk full'), { passing: true });

/** A queue whose disk can be made to fail. */
function queueWith(write: (batch: Batch) => void, most = 10) {
  const states: WriteState[] = [];
  const queue = new WriteQueue({
    write: async (batch) => {
      write(batch);
      return batch.map((job) => result(job.readings.length));
    },
    isPassing: (error) => error === passing,
    onState: (state) => states.push(state),
    most,
    firstPause: 5,
  });
  return { queue, states };
}

describe('the write queue', () => {
  it('puts messages of a moment into one transaction, each with a result of its own', async () => {
    const batches: number[] = [];
    const { queue } = queueWith((batch) => batches.push(batch.length));
    const results = await Promise.all([1, 2, 3].map((count) => queue.add(readings(count))));
    assert.deepEqual(
      results.map(({ stored }) => stored),
      [1, 2, 3],
    );
    assert.deepEqual(batches, [3]);
    await queue.close();
  });

  it('gathers again after a transaction, also what came in at its very end', async () => {
    const batches: number[] = [];
    const { queue } = queueWith((batch) => batches.push(batch.length));
    await queue.add(readings(1));
    const first = queue.add(readings(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([first, queue.add(readings(1))]);
    assert.deepEqual(batches, [1, 2]);
    await queue.close();
  });

  it('tries again until the disk is well, in order, and counts what waits', async () => {
    let failures = 3;
    const written: number[] = [];
    const { queue, states } = queueWith((batch) => {
      if (failures-- > 0) throw passing;
      written.push(...batch.map((job) => job.readings.length));
    });
    await Promise.all([queue.add(readings(1)), queue.add(readings(2))]);
    assert.deepEqual(written, [1, 2]);
    assert.deepEqual(
      states.map(({ waiting, error }) => [waiting, error?.message]),
      [
        [3, 'disk full'],
        [3, 'disk full'],
        [3, 'disk full'],
        [0, undefined],
      ],
    );
    await queue.close();
  });

  it('refuses what is beyond its bound while the disk fails, and keeps what it has', async () => {
    let failing = true;
    const { queue, states } = queueWith(() => {
      if (failing) throw passing;
    });
    const kept = queue.add(readings(8));
    while (states.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await rejectsInput(queue.add(readings(3)), 'buffer-full', '8 readings wait', 'not stored');
    const fits = queue.add(readings(2));
    failing = false;
    assert.deepEqual([(await kept).stored, (await fits).stored], [8, 2]);
    await queue.close();
  });

  it('takes any amount while the disk is well', async () => {
    const { queue } = queueWith(() => {});
    assert.equal((await queue.add(readings(5000))).stored, 5000);
    await queue.close();
  });

  it('does not try again what can never be written', async () => {
    let attempts = 0;
    const { queue } = queueWith(() => {
      attempts += 1;
      throw new InputError('broken', 'a mistake');
    });
    await rejectsInput(queue.add(readings(1)), 'broken');
    assert.equal(attempts, 1);
    await queue.close();
  });

  it('goes on after a passing failure that ended in one that does not pass', async () => {
    const failures = [passing, new InputError('broken', 'a mistake')];
    const { queue } = queueWith(() => {
      const failure = failures.shift();
      if (failure) throw failure;
    });
    await rejectsInput(queue.add(readings(1)), 'broken');
    assert.equal((await queue.add(readings(2))).stored, 2);
    await queue.close();
  });

  it('refuses only the message that spoils the transaction of several', async () => {
    const { queue } = queueWith((batch) => {
      if (batch.some((job) => job.readings.length === 2)) throw new InputError('broken', 'a mistake');
    });
    const [first, spoiled, last] = [1, 2, 3].map((count) => queue.add(readings(count)));
    await rejectsInput(spoiled!, 'broken');
    assert.deepEqual([(await first!).stored, (await last!).stored], [1, 3]);
    await queue.close();
  });

  it('answers an empty message at once', async () => {
    const { queue } = queueWith(() => {
      throw passing;
    });
    assert.deepEqual(await queue.add([]), result(0));
    await queue.close();
  });

  it('writes what waits before it closes', async () => {
    const { queue } = queueWith(() => {});
    const write = queue.add(readings(1));
    await queue.close();
    assert.equal((await write).stored, 1);
    await rejectsInput(queue.add(readings(1)), 'closed');
  });
});
