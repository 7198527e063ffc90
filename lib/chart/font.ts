import { join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';

const FILES = ['HomeTelemetrySans-Regular.otf', 'HomeTelemetrySans-SemiBold.otf'];

/** The family that `registerFont` makes known. */
export const FONT_FAMILY = 'Home Telemetry Sans';

let registered = false;

/**
 * Makes the package's own font known to the canvas, once a process: servers and containers often have none.
 * @throws Error when a file of the package is missing
 */
export function registerFont(): void {
  if (registered) return;
  for (const file of FILES) {
    if (!GlobalFonts.registerFromPath(join(__dirname, 'fonts', file))) throw new Error(`The font ${file} is missing.`);
  }
  registered = true;
}

/** A font as a canvas takes it; the size is in pixels. */
export function font(size: number, weight: 400 | 600 = 400): string {
  return `${weight} ${size}px "${FONT_FAMILY}"`;
}
