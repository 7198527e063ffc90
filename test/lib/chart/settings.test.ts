import { parseSettings } from '../../../lib/chart/settings';
import { throwsInput } from '../../throws';

describe('the settings of a chart', () => {
  const refused: [options: object, code: string, ...pieces: string[]][] = [
    [{ width: 199 }, 'bad-setting', 'width is 199', '200 to 4096'],
    [{ height: 4097 }, 'bad-setting', 'height is 4097'],
    [{ width: 960.5 }, 'bad-setting', 'width is 960.5'],
    [{ height: '540' }, 'bad-setting', 'height is "540"'],
    [{ theme: 'pink' }, 'bad-setting', 'theme is "pink"', 'dark, light'],
    [{ language: 'de' }, 'bad-setting', 'language is "de"', 'en, pl'],
    [{ kind: 'pie' }, 'bad-setting', 'kind is "pie"', 'scatter'],
    [{ title: 5 }, 'bad-setting', 'title is 5'],
    [{ title: 'x'.repeat(201) }, 'bad-setting', 'at most 200'],
    [{ timeZone: 'Mars' }, 'bad-setting', 'timeZone is "Mars"'],
    [{ now: Number.NaN }, 'bad-setting', 'now is NaN'],
    [{ previous: {} }, 'bad-report', 'period is undefined'],
  ];
  for (const [options, code, ...pieces] of refused) {
    it(`are refused with what is wrong: ${pieces[0]}`, () => {
      throwsInput(() => parseSettings(options), code, ...pieces);
    });
  }
});
