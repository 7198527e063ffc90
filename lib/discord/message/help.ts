import type { Language } from '../../language/language';
import type { Command } from '../command';
import { plain } from '../escape';
import { text } from '../texts';
import { joinLines } from './lines';
import type { Embed } from './message';

/** What can be asked: the bot's own commands, in the asker's words. */
export function helpEmbed(commands: readonly Command[], language: Language, textCommands: boolean): Embed {
  const lines = commands.map(({ name, description, text: form }) => {
    const line = text(language, 'help.line', { name, description: description[language] || description.en });
    return textCommands && form ? `${line} (${text(language, 'help.text', { text: plain(form) })})` : line;
  });
  return {
    title: text(language, 'help.title'),
    description: joinLines([...lines, '', text(language, 'help.periods')], language),
  };
}
