/** A piece of a line of Discord's markdown. */
export type Inline =
  | { type: 'text' | 'code'; text: string }
  | { type: Style; content: Inline[] }
  | { type: 'link'; url: string; content: Inline[] }
  | { type: 'time'; time: number; style: string }
  | { type: 'mention'; of: 'user' | 'role' | 'channel' | 'command'; id: string; text: string };

export type Style = 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler';

interface Match {
  piece: Inline;
  /** Where the rest begins. */
  end: number;
}

/** Reads a piece that begins at `at`, or nothing. */
type Rule = (source: string, at: number, depth: number) => Match | undefined;

/** Longer marks first. */
const STYLES: [mark: string, style: Style][] = [
  ['**', 'bold'],
  ['__', 'underline'],
  ['~~', 'strike'],
  ['||', 'spoiler'],
  ['*', 'italic'],
  ['_', 'italic'],
];

/** Deeper marks are shown as they are written. */
const DEEPEST = 10;
/** The last moment that JavaScript can represent, in s since the epoch. */
const LAST_SECOND = 8.64e12;

const ADDRESS = /https?:\/\/[^\s<>]+/y;
const LABELLED_LINK = /\[([^[\]\n]+)\]\(<?(https?:\/\/[^\s<>)]+)>?\)/y;
const ANGLE_ADDRESS = /<(https?:\/\/[^\s<>]+)>/y;
const TIME = /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y;
const MENTION = /<(@!?|@&|#)(\d{1,20})>/y;
const COMMAND = /<\/([^\s:<>][^:<>]{0,99}):(\d{1,20})>/y;
const EMOJI = /<a?(:\w{2,32}:)\d{1,20}>/y;
const ESCAPED = /\\([^a-zA-Z0-9\s])/y;
const CODE = /(`{1,2})([^`]+|[^`][\s\S]*?[^`])\1(?!`)/y;

const MENTIONED = { '@': 'user', '@!': 'user', '@&': 'role', '#': 'channel' } as const;

const RULES: Partial<Record<string, Rule[]>> = {
  '\\': [pattern(ESCAPED, ([, text = '']) => ({ type: 'text', text }))],
  '`': [pattern(CODE, ([, , text = '']) => ({ type: 'code', text }))],
  h: [address],
  '[': [
    (source, at, depth) =>
      pattern(LABELLED_LINK, ([, label = '', url = '']) => ({
        type: 'link',
        url,
        content: parseInline(label, depth + 1),
      }))(source, at, depth),
  ],
  '<': [
    pattern(ANGLE_ADDRESS, ([, url = '']) => link(url)),
    pattern(TIME, ([text, seconds, style = 'f']) =>
      Math.abs(Number(seconds)) <= LAST_SECOND
        ? { type: 'time', time: Number(seconds) * 1000, style }
        : { type: 'text', text },
    ),
    pattern(MENTION, ([text, sign, id = '']) => ({
      type: 'mention',
      of: MENTIONED[sign as keyof typeof MENTIONED],
      id,
      text,
    })),
    pattern(COMMAND, ([, name = '', id = '']) => ({ type: 'mention', of: 'command', id, text: name })),
    pattern(EMOJI, ([, text = '']) => ({ type: 'text', text })),
  ],
  '*': [styled],
  _: [styled],
  '~': [styled],
  '|': [styled],
};

/** Reads the marks inside lines; what is no mark is text. Never throws. */
export function parseInline(source: string, depth = 0): Inline[] {
  const pieces: Inline[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain) pieces.push({ type: 'text', text: plain });
    plain = '';
  };
  let at = 0;
  while (at < source.length) {
    const match = depth < DEEPEST ? firstMatch(source, at, depth) : undefined;
    if (!match) {
      plain += source[at];
      at += 1;
    } else if (match.piece.type === 'text') {
      plain += match.piece.text;
      at = match.end;
    } else {
      flush();
      pieces.push(match.piece);
      at = match.end;
    }
  }
  flush();
  return pieces;
}

function firstMatch(source: string, at: number, depth: number): Match | undefined {
  for (const rule of RULES[source[at]!] ?? []) {
    const match = rule(source, at, depth);
    if (match) return match;
  }
  return undefined;
}

function pattern(expression: RegExp, piece: (match: RegExpExecArray) => Inline): Rule {
  return (source, at) => {
    expression.lastIndex = at;
    const match = expression.exec(source);
    return match ? { piece: piece(match), end: at + match[0].length } : undefined;
  };
}

function address(source: string, at: number): Match | undefined {
  ADDRESS.lastIndex = at;
  // A sentence's own marks behind an address are not part of it.
  const url = ADDRESS.exec(source)?.[0].replace(/[.,:;!?"')\]]+$/, '');
  return url ? { piece: link(url), end: at + url.length } : undefined;
}

function link(url: string): Inline {
  return { type: 'link', url, content: [{ type: 'text', text: url }] };
}

function styled(source: string, at: number, depth: number): Match | undefined {
  for (const [mark, style] of STYLES) {
    if (!source.startsWith(mark, at)) continue;
    const from = at + mark.length;
    const to = closing(source, mark, at);
    if (to === undefined) continue;
    return {
      piece: { type: style, content: parseInline(source.slice(from, to), depth + 1) },
      end: to + mark.length,
    };
  }
  return undefined;
}

/** Where the mark that opens at `at` closes. */
function closing(source: string, mark: string, at: number): number | undefined {
  const from = at + mark.length;
  const isWord = (index: number): boolean => /\w/.test(source[index] ?? '');
  // snake_case is no italic, and "5 * 3 * 2" is a product.
  if (mark === '_' && isWord(at - 1)) return undefined;
  if (mark.length === 1 && /\s/.test(source[from] ?? ' ')) return undefined;
  for (let to = source.indexOf(mark, from + 1); to !== -1; to = source.indexOf(mark, to + 1)) {
    if (source[to - 1] === '\\') continue;
    if (mark.length === 1) {
      if (source[to + 1] === mark) {
        to += 1;
        continue;
      }
      if (/\s/.test(source[to - 1]!) || (mark === '_' && isWord(to + 1))) continue;
      return to;
    }
    // Of "***" the last two close the bold text, the first the italic one inside.
    return source[to + 2] === mark[0] ? to + 1 : to;
  }
  return undefined;
}
