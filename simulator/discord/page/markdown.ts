import { type Inline, parseInline } from './markdown-inline';

/** A part of a message's text: the subset of markdown that Discord shows. */
export type Block =
  | { type: 'paragraph' | 'subtext'; content: Inline[] }
  | { type: 'heading'; level: number; content: Inline[] }
  | { type: 'list'; ordered: boolean; start: number; items: ListItem[] }
  | { type: 'quote'; blocks: Block[] }
  | { type: 'code'; text: string };

export interface ListItem {
  /** 0 for items at the margin. */
  depth: number;
  content: Inline[];
}

const FENCE = '```';
const HEADING = /^(#{1,3}) +(\S.*)$/;
const SUBTEXT = /^-# +(\S.*)$/;
const ITEM = /^( *)(?:[-*]|(\d{1,9})\.) +(\S.*)$/;
const QUOTE = /^> ?(.*)$/;

/** Reads a message's text; what is no mark is text. Never throws. */
export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf(FENCE, at);
    const close = open === -1 ? -1 : source.indexOf(FENCE, open + FENCE.length + 1);
    if (close === -1) break;
    blocks.push(...parseLines(source.slice(at, open).replace(/\n$/, '')));
    const code = source.slice(open + FENCE.length, close);
    blocks.push({ type: 'code', text: code.replace(/^[\w+-]*\n/, '').replace(/\n$/, '') });
    at = close + FENCE.length;
    if (source[at] === '\n') at += 1;
  }
  blocks.push(...parseLines(source.slice(at)));
  return blocks;
}

function parseLines(source: string): Block[] {
  const blocks: Block[] = [];
  const lines = source === '' ? [] : source.split('\n');
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.some((line) => line !== '')) {
      blocks.push({ type: 'paragraph', content: parseInline(paragraph.join('\n')) });
    }
    paragraph = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    const special = heading(line) ?? subtext(line) ?? list(lines, index) ?? quote(lines, index);
    if (!special) {
      paragraph.push(line);
      continue;
    }
    flush();
    blocks.push(special.block);
    index += special.lines - 1;
  }
  flush();
  return blocks;
}

interface Special {
  block: Block;
  /** How many lines it takes up. */
  lines: number;
}

function heading(line: string): Special | undefined {
  const match = HEADING.exec(line);
  return match
    ? { block: { type: 'heading', level: match[1]!.length, content: parseInline(match[2]!) }, lines: 1 }
    : undefined;
}

function subtext(line: string): Special | undefined {
  const match = SUBTEXT.exec(line);
  return match ? { block: { type: 'subtext', content: parseInline(match[1]!) }, lines: 1 } : undefined;
}

function list(lines: string[], from: number): Special | undefined {
  const first = ITEM.exec(lines[from]!);
  if (!first) return undefined;
  const ordered = first[2] !== undefined;
  const items: ListItem[] = [];
  for (const line of lines.slice(from)) {
    const match = ITEM.exec(line);
    if (!match || (match[2] !== undefined) !== ordered) break;
    items.push({ depth: Math.min(Math.floor(match[1]!.length / 2), 5), content: parseInline(match[3]!) });
  }
  return { block: { type: 'list', ordered, start: Number(first[2] ?? 1), items }, lines: items.length };
}

function quote(lines: string[], from: number): Special | undefined {
  if (!lines[from]!.startsWith('> ')) return undefined;
  const quoted: string[] = [];
  for (const line of lines.slice(from)) {
    const match = QUOTE.exec(line);
    if (!match) break;
    quoted.push(match[1]!);
  }
  // A quotation holds no other one, as in Discord; its own marks are text then.
  const inner = quoted.map((line) => (line.startsWith('> ') ? `\\${line}` : line));
  return { block: { type: 'quote', blocks: parseLines(inner.join('\n')) }, lines: quoted.length };
}
