import { type Block, type ListItem, parseMarkdown } from '../markdown';
import type { Inline, Style } from '../markdown-inline';
import { type Context, nameOf } from './context';
import { element } from './dom';
import { showTime } from './times';

const TAGS = { bold: 'strong', italic: 'em', underline: 'u', strike: 's', spoiler: 'span' } as const satisfies Record<
  Style,
  string
>;
const HEADINGS = ['h3', 'h4', 'h5'] as const;

/** Draws a message's text: elements and text nodes, whatever it holds. */
export function markdown(text: string, context: Context): HTMLElement {
  return element('div', { class: 'markdown' }, ...parseMarkdown(text).map((block) => drawBlock(block, context)));
}

function drawBlock(block: Block, context: Context): HTMLElement {
  switch (block.type) {
    case 'paragraph':
      return element('p', {}, ...inline(block.content, context));
    case 'subtext':
      return element('small', {}, ...inline(block.content, context));
    case 'heading':
      return element(HEADINGS[block.level - 1] ?? 'h5', {}, ...inline(block.content, context));
    case 'quote':
      return element('blockquote', {}, ...block.blocks.map((part) => drawBlock(part, context)));
    case 'code':
      return element('pre', {}, element('code', {}, block.text));
    case 'list':
      return element(
        block.ordered ? 'ol' : 'ul',
        { start: block.ordered ? block.start : undefined },
        ...block.items.map((item) => drawItem(item, context)),
      );
  }
}

function drawItem({ depth, content }: ListItem, context: Context): HTMLElement {
  return element('li', { class: depth > 0 && `depth-${depth}` }, ...inline(content, context));
}

function inline(content: Inline[], context: Context): (Node | string)[] {
  return content.map((piece) => {
    switch (piece.type) {
      case 'text':
        return piece.text;
      case 'code':
        return element('code', {}, piece.text);
      case 'link':
        return element(
          'a',
          { href: piece.url, target: '_blank', rel: 'noopener noreferrer' },
          ...inline(piece.content, context),
        );
      case 'time':
        return drawTime(piece.time, piece.style, context);
      case 'mention':
        return element(
          'discord-mention',
          { type: piece.of === 'command' ? 'slash' : piece.of },
          called(piece, context),
        );
      case 'spoiler':
        return drawSpoiler(inline(piece.content, context));
      default:
        return element(TAGS[piece.type], {}, ...inline(piece.content, context));
    }
  });
}

function called(piece: Inline & { type: 'mention' }, context: Context): string {
  return piece.of === 'command' ? piece.text : (nameOf(piece.id, context) ?? piece.id);
}

function drawTime(time: number, style: string, { person }: Context): HTMLElement {
  const title = showTime(time, 'F', person.locale);
  const relative = style === 'R' && { 'data-time': time };
  return element(
    'time',
    { datetime: new Date(time).toISOString(), title, ...relative },
    showTime(time, style, person.locale),
  );
}

function drawSpoiler(content: (Node | string)[]): HTMLElement {
  const hidden = element('span', { class: 'spoiler', role: 'button', tabindex: 0 }, ...content);
  const reveal = (): void => hidden.classList.add('shown');
  hidden.addEventListener('click', reveal);
  hidden.addEventListener('keydown', ({ key }) => key === 'Enter' && reveal());
  return hidden;
}

/** Keeps what is drawn of relative times true. */
export function refreshTimes(locale: string): void {
  for (const place of document.querySelectorAll<HTMLElement>('time[data-time]')) {
    place.textContent = showTime(Number(place.dataset['time']), 'R', locale);
  }
}
