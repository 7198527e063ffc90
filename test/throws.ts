import assert from 'node:assert/strict';
import { InputError } from '../lib/input-error';

/** Asserts that `work` throws an InputError with this code, whose sentence holds these pieces. */
export function throwsInput(work: () => unknown, code: string, ...pieces: (string | RegExp)[]): InputError {
  let thrown: unknown;
  try {
    work();
  } catch (error) {
    thrown = error;
  }
  return checkInput(thrown, code, pieces);
}

/** The same for a promise that rejects. */
export async function rejectsInput(
  work: Promise<unknown>,
  code: string,
  ...pieces: (string | RegExp)[]
): Promise<void> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  checkInput(thrown, code, pieces);
}

function checkInput(thrown: unknown, code: string, pieces: readonly (string | RegExp)[]): InputError {
  assert.ok(thrown instanceof InputError, `expected an InputError ${code}, got ${String(thrown)}`);
  assert.equal(thrown.code, code, thrown.message);
  for (const piece of pieces) {
    if (typeof piece === 'string') assert.ok(thrown.message.includes(piece), `"${piece}" is not in: ${thrown.message}`);
    else assert.match(thrown.message, piece);
  }
  return thrown;
}
