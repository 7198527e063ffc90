import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { drawChart } from '../../../lib/chart/chart';
import { FONT_FAMILY, font, registerFont } from '../../../lib/chart/font';
import { decode } from './pixels';
import { NOW, reportOf, WEEK, water } from './reports';

const REPORT = reportOf(WEEK.from, WEEK.to, 'day', [water([1, 2, 3, 4, 5, 6, 7])], 'last week');
const OPTIONS = { now: NOW, language: 'pl', title: 'Zażółć gęślą jaźń — 1\u00a0234\u202fdm³ −5\u00a0°C' } as const;

/**
 * Runs a command where the folder that the canvas reads fonts from is empty. Where that is not allowed, the canvas is
 * only told not to list them: it still could take one of them by name.
 */
function withoutFonts(): string[] {
  const hide = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs none /usr/share/fonts && exec "$@"', 'sh'];
  const isAllowed = spawnSync(hide[0]!, [...hide.slice(1), 'true']).status === 0;
  return isAllowed ? hide : [];
}

describe("the charts' font", () => {
  it('writes the same picture on a system without any font', async () => {
    const here = (await drawChart(REPORT, OPTIONS)).png;
    const script = `
      const { GlobalFonts } = require('@napi-rs/canvas');
      const system = GlobalFonts.families.length;
      const { drawChart } = require(${JSON.stringify(join(__dirname, '../../../lib/chart/chart.js'))});
      drawChart(${JSON.stringify(REPORT)}, ${JSON.stringify(OPTIONS)}).then(({ png }) =>
        process.stdout.write(JSON.stringify({ system, png: png.toString('base64') })));`;
    const [command, ...args] = [...withoutFonts(), process.execPath, '-e', script];
    const output = execFileSync(command!, args, {
      cwd: __dirname,
      encoding: 'utf8',
      env: { ...process.env, DISABLE_SYSTEM_FONTS_LOAD: '1' },
      maxBuffer: 1e8,
    });
    const { system, png } = JSON.parse(output) as { system: number; png: string };
    assert.equal(system, 0, 'the system still has fonts');
    assert.ok(Buffer.from(png, 'base64').equals(here), 'the pictures differ');
    const pixels = await decode(here);
    assert.ok(pixels.count('#f2f3f5', 30, { top: 10, bottom: 60 }) > 500, 'the title is there');
  });

  it('has a glyph for everything that charts write', () => {
    registerFont();
    assert.ok(GlobalFonts.has(FONT_FAMILY));
    const ctx = createCanvas(60, 60).getContext('2d');
    const draw = (character: string, weight: 400 | 600): string => {
      ctx.clearRect(0, 0, 60, 60);
      ctx.font = font(40, weight);
      ctx.fillText(character, 5, 45);
      return Buffer.from(ctx.getImageData(0, 0, 60, 60).data).toString('base64');
    };
    for (const weight of [400, 600] as const) {
      const seen = new Map<string, string>();
      for (const character of 'ĄĆĘŁŃÓŚŹŻąćęłńóśźż³°−·…–%±') {
        const picture = draw(character, weight);
        assert.ok(!seen.has(picture), `${character} looks like ${seen.get(picture)}`);
        seen.set(picture, character);
      }
    }
    assert.notEqual(draw('A', 400), draw('A', 600));
  });
});
