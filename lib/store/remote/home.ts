import { InputError } from '../../input-error';
import { show } from '../../reading';
import { isHome } from '../../report';

/** @throws InputError `bad-home` */
export function checkHome(text: unknown): asserts text is string {
  if (isHome(text)) return;
  throw new InputError(
    'bad-home',
    `The home is ${show(text)}, but must be a name of a-z, 0-9, "_" and "-", at most 40 characters, such as "home-1".`,
  );
}
