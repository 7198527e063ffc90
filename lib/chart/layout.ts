import { font } from './font';
import type { LegendEntry, Scene } from './scene';

/** Width of a text in pixels. */
export type Measure = (text: string, font: string) => number;

export interface PlacedText {
  text: string;
  font: string;
  x: number;
  /** Of the middle of the line. */
  y: number;
}

/** Where the words around the plot stand, in pixels. */
export interface Layout {
  width: number;
  height: number;
  /** Pixels a point: a picture of 960 pixels is shown about 550 wide in a chat, so its text must be drawn larger. */
  scale: number;
  title: PlacedText;
  lines: PlacedText[];
  legend: { entry: LegendEntry; sign: { x: number; y: number }; text: PlacedText }[];
  footer: PlacedText | undefined;
  /** What the plot keeps free above and below. */
  top: number;
  bottom: number;
}

/** The size in points for which the sizes below were chosen. */
const USUAL = { width: 550, height: 310 };

const MARGIN = 14;
const TITLE = { size: 15, smallest: 12, height: 22 };
const LINE = { size: 12, height: 17 };
const LEGEND = { size: 11, height: 16, sign: 18, gap: 14 };
const FOOTER = { size: 10, height: 15 };
/** For the unit above each axis. */
const UNIT_HEIGHT = 24;
/** Below this height of a picture (points) only title and figures are left beside the plot. */
const ROOMY_HEIGHT = 220;

export function scaleOf(width: number, height: number): number {
  return Math.max(1, Math.min(width / USUAL.width, height / USUAL.height));
}

export function layoutScene(scene: Scene, width: number, height: number, measure: Measure): Layout {
  const scale = scaleOf(width, height);
  const px = (points: number): number => points * scale;
  const room = width - 2 * px(MARGIN);
  const isRoomy = height / scale >= ROOMY_HEIGHT;
  let y = px(10);

  const title = { ...placeTitle(scene.title, room, px, measure), x: px(MARGIN), y: y + px(TITLE.height) / 2 };
  y += px(TITLE.height);
  const lines = scene.lines.slice(0, isRoomy ? undefined : 1).map((line): PlacedText => {
    const lineFont = font(px(LINE.size));
    const placed = {
      text: shorten(line, room, lineFont, measure),
      font: lineFont,
      x: px(MARGIN),
      y: y + px(LINE.height) / 2,
    };
    y += px(LINE.height);
    return placed;
  });
  const legend = isRoomy ? placeLegend(scene.legend, y, room, px, measure) : [];
  const lastRow = legend.at(-1);
  if (lastRow) y = lastRow.text.y + px(LEGEND.height) / 2;

  const footerFont = font(px(FOOTER.size));
  const footer = isRoomy
    ? {
        text: shorten(scene.footer, room, footerFont, measure),
        font: footerFont,
        x: width - px(MARGIN),
        y: height - px(12),
      }
    : undefined;
  return {
    width,
    height,
    scale,
    title,
    lines,
    legend,
    footer,
    top: y + px(UNIT_HEIGHT),
    bottom: px(footer ? FOOTER.height + 6 : 8),
  };
}

/** Smaller before it is cut; what is cut is not the end, which says of when the picture is. */
function placeTitle(
  { what, when }: Scene['title'],
  room: number,
  px: (points: number) => number,
  measure: Measure,
): { text: string; font: string } {
  const end = what && when ? ` · ${when}` : when;
  for (let size = TITLE.size; size > TITLE.smallest; size--) {
    const titleFont = font(px(size), 600);
    if (measure(what + end, titleFont) <= room) return { text: what + end, font: titleFont };
  }
  const smallest = font(px(TITLE.smallest), 600);
  return { text: shorten(what, room - measure(end, smallest), smallest, measure) + end, font: smallest };
}

/** In at most two rows; what does not fit in is left out. */
function placeLegend(
  entries: readonly LegendEntry[],
  top: number,
  room: number,
  px: (points: number) => number,
  measure: Measure,
): Layout['legend'] {
  const entryFont = font(px(LEGEND.size));
  const placed: Layout['legend'] = [];
  let x = px(MARGIN);
  let row = 0;
  for (const entry of entries) {
    const longest = room - px(LEGEND.sign + 5);
    const text = shorten(entry.text, longest, entryFont, measure);
    const width = px(LEGEND.sign + 5) + measure(text, entryFont);
    if (x > px(MARGIN) && x + width > px(MARGIN) + room) {
      x = px(MARGIN);
      row += 1;
      if (row === 2) break;
    }
    const y = top + px(3) + px(LEGEND.height) * (row + 0.5);
    placed.push({ entry, sign: { x, y }, text: { text, font: entryFont, x: x + px(LEGEND.sign + 5), y } });
    x += width + px(LEGEND.gap);
  }
  return placed;
}

/** Cuts a text that is too long and ends it with `…`. */
function shorten(text: string, room: number, textFont: string, measure: Measure): string {
  if (measure(text, textFont) <= room) return text;
  const characters = [...text];
  let [fits, tooLong] = [0, characters.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(`${characters.slice(0, middle).join('')}…`, textFont) <= room) fits = middle;
    else tooLong = middle;
  }
  return `${characters.slice(0, fits).join('').trimEnd()}…`;
}
