// Compiles lib, nodes, simulator, test and bench into dist, and puts each node's editor part together: the compiled
// script into the html's place for it, with the locales and icons beside. The charts' font and the profiles of heat pumps
// go along, and the simulated Discord's page is bundled.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const editor = join(dist, 'editor');
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
const tsc = join(typescript, 'bin', 'tsc');
const SCRIPT_PLACE = '<script type="text/javascript"></script>';

rmSync(dist, { recursive: true, force: true });
compile('tsconfig.json');
compile('tsconfig.editor.json');
compile('tsconfig.chat.json');
for (const entry of readdirSync(join(root, 'nodes'), { withFileTypes: true })) {
  const source = join(root, 'nodes', entry.name);
  if (entry.isDirectory() && existsSync(join(source, `${entry.name}.html`))) buildEditor(entry.name, source);
}
rmSync(editor, { recursive: true, force: true });
for (const data of [join('lib', 'chart', 'fonts'), join('lib', 'decoders', 'heat-pumps')]) {
  cpSync(join(root, data), join(dist, data), { recursive: true });
}
await bundlePage(join('simulator', 'discord', 'page', 'browser'));

function compile(project) {
  const result = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function buildEditor(name, source) {
  const target = join(dist, 'nodes', name);
  mkdirSync(target, { recursive: true });
  const html = readFileSync(join(source, `${name}.html`), 'utf8');
  if (!html.includes(SCRIPT_PLACE)) {
    console.error(`nodes/${name}/${name}.html has no place for its script: ${SCRIPT_PLACE}`);
    process.exit(1);
  }
  const script = readFileSync(join(editor, name, `${name}.editor.js`), 'utf8').trimEnd();
  writeFileSync(
    join(target, `${name}.html`),
    html.replace(SCRIPT_PLACE, () => `<script type="text/javascript">\n${script}\n</script>`),
  );
  for (const folder of ['locales', 'icons']) {
    if (existsSync(join(source, folder))) cpSync(join(source, folder), join(target, folder), { recursive: true });
  }
}

/** Makes one script and one style sheet of the page in a folder, with its html beside them. */
async function bundlePage(folder) {
  const [source, target] = [join(root, folder), join(dist, folder)];
  mkdirSync(target, { recursive: true });
  await build({
    entryPoints: [
      { in: join(source, 'main.ts'), out: 'chat' },
      { in: join(source, 'chat.css'), out: 'chat' },
    ],
    outdir: target,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
  cpSync(join(source, 'chat.html'), join(target, 'chat.html'));
}
