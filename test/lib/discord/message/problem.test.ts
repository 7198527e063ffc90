import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { problemText } from '../../../../lib/discord/message/problem';
import { projectRoot } from '../../../node-red-version';

/** Where errors come from that a question can end in. */
const ROOMS = [
  'lib/calendar',
  'lib/store/query.ts',
  'lib/store/series-pattern.ts',
  'nodes/telemetry-query/telemetry-query.ts',
];
/** Settings of the owner: the asker can do nothing about them. */
const OWNERS = ['bad-time-zone'];

function files(path: string): string[] {
  const whole = join(projectRoot, path);
  return statSync(whole).isDirectory() ? readdirSync(whole).flatMap((name) => files(join(path, name))) : [whole];
}

describe('what an asker is told of a problem', () => {
  const codes = new Set(
    ROOMS.flatMap(files).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/new InputError\(\s*'([\w-]+)'/g)].map(([, code]) => code!),
    ),
  );

  it('is a sentence of its own for whatever a question can end in', () => {
    assert.ok(codes.size >= 5, [...codes].join());
    const options = { period: 'soon', series: 'gas.volume', option: 'period', value: 'soon' };
    for (const language of ['en', 'pl'] as const) {
      const failed = problemText('failed', language);
      for (const code of codes) {
        const said = problemText(code, language, options);
        assert.equal(said === failed, OWNERS.includes(code), `${language} ${code}: ${said}`);
        assert.doesNotMatch(said, /\{|problem\./);
      }
    }
  });

  it('shows what they typed harmlessly', () => {
    const said = problemText('bad-period', 'en', { period: '@everyone **x** `y` <@1> [a](b)\n\u202e' });
    assert.match(problemText('bad-period', 'en', { period: '{period}' }), /period “\{period\}”/);
    assert.ok(said.includes('\\@everyone \\*\\*x\\*\\* \\`y\\` \\<\\@1\\> \\[a\\]\\(b\\)'), said);
  });

  it('is the general sentence when the code or a value is unknown', () => {
    assert.equal(problemText('SQLITE_CORRUPT', 'en'), problemText('failed', 'en'));
    assert.equal(problemText('bad-period', 'en', {}), problemText('failed', 'en'));
  });
});
