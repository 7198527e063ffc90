import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Block, parseMarkdown } from '../../../../simulator/discord/page/markdown';
import { type Inline, parseInline } from '../../../../simulator/discord/page/markdown-inline';

const text = (value: string): Inline => ({ type: 'text', text: value });

describe("Discord's markdown inside a line", () => {
  const cases: [source: string, pieces: Inline[]][] = [
    ['plain', [text('plain')]],
    ['**bold**', [{ type: 'bold', content: [text('bold')] }]],
    ['*a* _b_', [{ type: 'italic', content: [text('a')] }, text(' '), { type: 'italic', content: [text('b')] }]],
    [
      '__under__ ~~gone~~',
      [{ type: 'underline', content: [text('under')] }, text(' '), { type: 'strike', content: [text('gone')] }],
    ],
    ['||secret||', [{ type: 'spoiler', content: [text('secret')] }]],
    ['***both***', [{ type: 'bold', content: [{ type: 'italic', content: [text('both')] }] }]],
    ['*a **b** c*', [{ type: 'italic', content: [text('a '), { type: 'bold', content: [text('b')] }, text(' c')] }]],
    ['`**code**`', [{ type: 'code', text: '**code**' }]],
    ['``a ` b``', [{ type: 'code', text: 'a ` b' }]],
    ['heat_pump.dhw_temperature', [text('heat_pump.dhw_temperature')]],
    ['5 * 3 * 2', [text('5 * 3 * 2')]],
    ['\\*no\\* \\_no\\_', [text('*no* _no_')]],
    ['**open', [text('**open')]],
    ['<t:1700000000:R>', [{ type: 'time', time: 1_700_000_000_000, style: 'R' }]],
    ['<t:1700000000>', [{ type: 'time', time: 1_700_000_000_000, style: 'f' }]],
    ['<t:9999999999999:R>', [text('<t:9999999999999:R>')]],
    [
      '<@12> <@&3> <#4> </water:5>',
      [
        { type: 'mention', of: 'user', id: '12', text: '<@12>' },
        text(' '),
        { type: 'mention', of: 'role', id: '3', text: '<@&3>' },
        text(' '),
        { type: 'mention', of: 'channel', id: '4', text: '<#4>' },
        text(' '),
        { type: 'mention', of: 'command', id: '5', text: 'water' },
      ],
    ],
    ['@everyone', [text('@everyone')]],
    ['<:sun:123456789012345678>', [text(':sun:')]],
    [
      'see https://example.org/a_b_c.',
      [
        text('see '),
        { type: 'link', url: 'https://example.org/a_b_c', content: [text('https://example.org/a_b_c')] },
        text('.'),
      ],
    ],
    ['[here](https://example.org)', [{ type: 'link', url: 'https://example.org', content: [text('here')] }]],
    ['[x](javascript:alert(1))', [text('[x](javascript:alert(1))')]],
    ['<b onclick=x>', [text('<b onclick=x>')]],
  ];
  for (const [source, pieces] of cases) {
    it(source, () => assert.deepEqual(parseInline(source), pieces));
  }

  it('makes links to web addresses only', () => {
    const marks = fc.array(fc.constantFrom('[', ']', '(', ')', '<', '>', 'https://', 'javascript:', 'data:', 'a', ' '));
    fc.assert(
      fc.property(marks, (parts) => {
        for (const piece of parseInline(parts.join(''))) {
          if (piece.type === 'link') assert.match(piece.url, /^https?:\/\//);
        }
      }),
    );
  });
});

describe("Discord's markdown of a message", () => {
  const cases: [name: string, source: string, blocks: Block[]][] = [
    ['an empty text', '', []],
    ['lines of a paragraph', 'a\nb', [{ type: 'paragraph', content: [text('a\nb')] }]],
    [
      'headings and subtext',
      '# A\n### B\n-# c',
      [
        { type: 'heading', level: 1, content: [text('A')] },
        { type: 'heading', level: 3, content: [text('B')] },
        { type: 'subtext', content: [text('c')] },
      ],
    ],
    ['what only looks like a heading', '#home\n#### x', [{ type: 'paragraph', content: [text('#home\n#### x')] }]],
    [
      'a list with a deeper item',
      '- a\n  - b\n* c',
      [
        {
          type: 'list',
          ordered: false,
          start: 1,
          items: [
            { depth: 0, content: [text('a')] },
            { depth: 1, content: [text('b')] },
            { depth: 0, content: [text('c')] },
          ],
        },
      ],
    ],
    [
      'a numbered list',
      '3. a\n4. b',
      [
        {
          type: 'list',
          ordered: true,
          start: 3,
          items: [
            { depth: 0, content: [text('a')] },
            { depth: 0, content: [text('b')] },
          ],
        },
      ],
    ],
    [
      'a quotation',
      '> a\n> - b\nc',
      [
        {
          type: 'quote',
          blocks: [
            { type: 'paragraph', content: [text('a')] },
            { type: 'list', ordered: false, start: 1, items: [{ depth: 0, content: [text('b')] }] },
          ],
        },
        { type: 'paragraph', content: [text('c')] },
      ],
    ],
    [
      'a quotation in a quotation',
      '> > a',
      [{ type: 'quote', blocks: [{ type: 'paragraph', content: [text('> a')] }] }],
    ],
    [
      'a code block',
      'a\n```js\n**b**\n# c\n```\nd',
      [
        { type: 'paragraph', content: [text('a')] },
        { type: 'code', text: '**b**\n# c' },
        { type: 'paragraph', content: [text('d')] },
      ],
    ],
    ['a code block in a line', '```x```', [{ type: 'code', text: 'x' }]],
    ['a code block that does not end', '```x', [{ type: 'paragraph', content: [text('```x')] }]],
  ];
  for (const [name, source, blocks] of cases) {
    it(name, () => assert.deepEqual(parseMarkdown(source), blocks));
  }

  it('never throws, ends soon, and keeps every letter and digit', () => {
    const piece = fc.constantFrom(
      ...['*', '**', '_', '__', '~~', '||', '`', '```', '\n', '> ', '- ', '1. ', '# ', '-# ', '<', '>', '\\'],
      ...['[', '](', ')', 'ą', 'Zażółć', '😀', ' '],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), (parts) => {
        const source = parts.join('');
        const before = performance.now();
        const letters = JSON.stringify(parseMarkdown(source)).replace(/"(type|text|content)":("\w+")?/g, '');
        assert.ok(performance.now() - before < 500);
        const kept = (value: string): string => [...value.matchAll(/[ąółćż😀]/gu)].join('');
        assert.equal(kept(letters), kept(source));
      }),
    );
  });

  it('is not slow for the longest hostile texts', () => {
    for (const mark of ['*', '**', '_', '`', '``` ', '> ', '||', '[a](', '<t:1', '\\', '*a ', '**_']) {
      const before = performance.now();
      parseMarkdown(mark.repeat(6000 / mark.length));
      assert.ok(performance.now() - before < 1000, mark);
    }
  });
});
