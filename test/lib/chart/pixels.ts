import { createCanvas, loadImage } from '@napi-rs/canvas';

/** A decoded picture. */
export interface Pixels {
  width: number;
  height: number;
  /** `#rrggbb` */
  at(x: number, y: number): string;
  /** How many pixels of an area are about of a colour; each of red, green and blue may differ by `tolerance`. */
  count(color: string, tolerance?: number, area?: Partial<Box>): number;
  /** The first pixel from above in a column that is about of a colour. */
  top(color: string, x: number, from: number, tolerance?: number): number | undefined;
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export async function decode(png: Buffer): Promise<Pixels> {
  const image = await loadImage(png);
  const { width, height } = image;
  const ctx = createCanvas(width, height).getContext('2d');
  ctx.drawImage(image, 0, 0);
  const { data } = ctx.getImageData(0, 0, width, height);
  const isAbout = (x: number, y: number, color: string, tolerance: number): boolean => {
    const start = (Math.round(y) * width + Math.round(x)) * 4;
    return [0, 1, 2].every(
      (part) =>
        Math.abs(data[start + part]! - Number.parseInt(color.slice(1 + 2 * part, 3 + 2 * part), 16)) <= tolerance,
    );
  };
  return {
    width,
    height,
    at: (x, y) => {
      const start = (Math.round(y) * width + Math.round(x)) * 4;
      return `#${[...data.slice(start, start + 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    },
    count: (color, tolerance = 8, { left = 0, right = width, top = 0, bottom = height } = {}) => {
      let count = 0;
      for (let y = Math.ceil(top); y < bottom; y++) {
        for (let x = Math.ceil(left); x < right; x++) if (isAbout(x, y, color, tolerance)) count += 1;
      }
      return count;
    },
    top: (color, x, from, tolerance = 8) => {
      for (let y = Math.ceil(from); y < height; y++) if (isAbout(x, y, color, tolerance)) return y;
      return undefined;
    },
  };
}
