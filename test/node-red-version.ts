import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The package of the Node-RED under test: `node-red` is 5, `node-red-4` is 4.1. `scripts/test.mjs` runs both. */
export const NODE_RED = process.env['NODE_RED'] ?? 'node-red';

const packageFile = createRequire(__filename).resolve(`${NODE_RED}/package.json`);

export const nodeRedMain = join(dirname(packageFile), 'lib', 'red.js');
export const nodeRedProgram = join(dirname(packageFile), 'red.js');
/** The checkout: its package.json says which nodes there are. */
export const projectRoot = dirname(dirname(__dirname));
