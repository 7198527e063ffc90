// Prints the table of heat pumps for docs/meters.md, made from the profiles in lib/decoders/heat-pumps.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'lib', 'decoders', 'heat-pumps');
const profiles = readdirSync(folder)
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
  .sort((a, b) => a.name.localeCompare(b.name));

const registerOf = (rows, quantity) => {
  const row = rows.find((candidate) => candidate.quantity === `${quantity}_temperature`);
  return row ? `${row.address}${row.unitId === undefined ? '' : ` (unit ${row.unitId})`}` : '–';
};
const QUANTITIES = ['outdoor', 'supply', 'return', 'dhw'];

console.log(`| heat pump | line | function code | ${QUANTITIES.join(' | ')} | type, scale | known from |`);
console.log(`|${'---|'.repeat(QUANTITIES.length + 5)}`);
for (const { name, models, line, rows, sure, source } of profiles) {
  const types = [...new Set(rows.map(({ type, scale }) => `${type} × ${scale}`))].join(', ');
  const cells = [
    `**${name}** (${models})`,
    line,
    rows[0].type === 'byte' ? '–' : rows[0].functionCode,
    ...QUANTITIES.map((quantity) => registerOf(rows, quantity)),
    types,
    `${sure}: ${source}`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
