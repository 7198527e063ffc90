import { InputError } from '../../input-error';
import { show } from '../../reading';

const HOME = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** Whether a text can name a house among those of a remote. */
export function isHome(text: unknown): text is string {
  return typeof text === 'string' && HOME.test(text);
}

/** @throws InputError `bad-home` */
export function checkHome(text: unknown): asserts text is string {
  if (isHome(text)) return;
  throw new InputError(
    'bad-home',
    `The home is ${show(text)}, but must be a name of a-z, 0-9, "_" and "-", at most 40 characters, such as "home-1".`,
  );
}
