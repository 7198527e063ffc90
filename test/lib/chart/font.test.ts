import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { drawChart } from '../../../lib/chart/chart';
import { FONT_FAMILY, font, registerFont } from '../../../lib/chart/font';
import { temporaryDirectory } from '../../temporary';
import { decode } from './pixels';
import { NOW, reportOf, WEEK, water } from './reports';

const REPORT = reportOf(WEEK.from, WEEK.to, 'day', [water([1, 2, 3, 4, 5, 6, 7])], 'last week');
const OPTIONS = { now: NOW, language: 'pl', title: 'Zażółć gęślą jaźń — 1\u00a0234\u202fdm³ −5\u00a0°C' } as const;

describe("the charts' font", () => {
  const directory = temporaryDirectory();

  it('writes the same picture on a system without any font', async () => {
    const here = (await drawChart(REPORT, OPTIONS)).png;
    const empty = join(directory(), 'fonts');
    mkdirSync(empty);
    const config = join(directory(), 'fonts.conf');
    writeFileSync(config, `<?xml version="1.0"?><fontconfig><dir>${empty}</dir></fontconfig>`);
    const script = `
      const { GlobalFonts } = require('@napi-rs/canvas');
      const system = GlobalFonts.families.length;
      const { drawChart } = require(${JSON.stringify(join(__dirname, '../../../lib/chart/chart.js'))});
      drawChart(${JSON.stringify(REPORT)}, ${JSON.stringify(OPTIONS)}).then(({ png }) =>
        process.stdout.write(JSON.stringify({ system, png: png.toString('base64') })));`;
    const output = execFileSync(process.execPath, ['-e', script], {
      cwd: __dirname,
      encoding: 'utf8',
      env: { ...process.env, FONTCONFIG_FILE: config, FONTCONFIG_PATH: directory(), XDG_DATA_HOME: empty, HOME: empty },
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
