import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Real data lies beside the checkout and not in it; tests that want it skip where it is absent. */
const DIRECTORY = resolve(process.cwd(), '..', 'shared', 'data');

/** The path of a file of the real data, or undefined where it is absent. */
export function sharedData(...path: string[]): string | undefined {
  const file = join(DIRECTORY, ...path);
  return existsSync(file) ? file : undefined;
}
