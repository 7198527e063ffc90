import { translator } from '../language/texts';
import en from './texts/en.json';
import pl from './texts/pl.json';

/** What the bot says. */
export const text = translator({ en, pl });
