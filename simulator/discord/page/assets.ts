import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Asset {
  type: string;
  body: Buffer;
  headers: Record<string, string>;
}

// Pictures are the page's own or drawn by it; Lit sets a few style attributes. Nothing comes from another host.
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "object-src 'none'",
].join('; ');

const FILES = {
  '': { file: 'chat.html', type: 'text/html; charset=utf-8' },
  'chat.js': { file: 'chat.js', type: 'text/javascript; charset=utf-8' },
  'chat.css': { file: 'chat.css', type: 'text/css; charset=utf-8' },
};

/** The page's files, as the build made them, by their paths below the page's own. */
export function readAssets(): Map<string, Asset> {
  return new Map(
    Object.entries(FILES).map(([path, { file, type }]) => [
      path,
      {
        type,
        body: readFileSync(join(__dirname, 'browser', file)),
        headers: { 'Content-Security-Policy': CONTENT_SECURITY_POLICY, 'Referrer-Policy': 'no-referrer' },
      },
    ]),
  );
}
