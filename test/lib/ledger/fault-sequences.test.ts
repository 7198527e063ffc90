import assert from 'node:assert/strict';
import { runLedger } from '../../../lib/ledger/ledger';
import { sequence } from '../../../simulator/random';
import { FAULTS, faultSequence } from './fault-sequences';

/** `npm run bench` plays a million of them. */
const SEQUENCES = 5_000;

describe('random meters with every fault, mixed', () => {
  it('have the right total, the right estimate, and an event for each fault that says what it was', () => {
    const played = new Set<string>();
    for (let number = 0; number < SEQUENCES; number++) {
      const { readings, settings, total, estimated, faults } = faultSequence(sequence(1, number));
      const { line, events } = runLedger('counter', readings, settings);
      const [first, last] = [line[0]!, line.at(-1)!];
      const counted = last.carried + last.value - first.carried - first.value;
      assert.ok(Math.abs(counted - total) < 1e-6, `sequence ${number}: ${counted} instead of ${total}`);
      assert.ok(Math.abs(last.estimated - estimated) < 1e-6, `sequence ${number}: ${last.estimated} estimated`);
      const of = (list: readonly { kind: string; time: number }[]): string[] =>
        list.map(({ kind, time }) => `${kind} ${time}`).sort();
      assert.deepEqual(of(events), of(faults), `sequence ${number}`);
      for (const { name } of faults) played.add(name);
    }
    assert.deepEqual([...played].sort(), [...Object.keys(FAULTS).filter((name) => name !== 'drop'), 'rollover'].sort());
  });
});
