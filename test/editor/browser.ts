import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Whatever the browser would ask of its maker is switched off: a test sees the page's own requests only. */
const QUIET = [
  '--no-first-run',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A Chromium of this computer, or undefined, with a printed reason, when there is none.
 * @throws Error when there is none where tests must not be skipped (`CI` is set)
 */
export async function launchChromium(): Promise<Browser | undefined> {
  const executablePath = process.env['CHROMIUM'] || USUAL.find((path) => existsSync(path));
  if (executablePath) return chromium.launch({ executablePath, args: ['--no-sandbox', ...QUIET] });
  const reason = 'No Chromium was found: set CHROMIUM to its path.';
  if (process.env['CI']) throw new Error(reason);
  console.log(`    ${reason} Skipped.`);
  return undefined;
}
