import { translator } from '../language/texts';
import en from './texts/en.json';
import pl from './texts/pl.json';

/** What charts write besides numbers, dates and names. */
export const text = translator({ en, pl });
