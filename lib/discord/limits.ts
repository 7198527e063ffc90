/** Discord's limits, https://discord.com/developers/docs/resources/message and …/interactions/application-commands */
export const LIMITS = {
  content: 2000,
  embeds: 10,
  allEmbeds: 6000,
  embedTitle: 256,
  embedDescription: 4096,
  embedFields: 25,
  fieldName: 256,
  fieldValue: 1024,
  embedFooter: 2048,
  embedAuthor: 256,
  alt: 1024,
  file: 10 * 1024 * 1024,
  files: 10,
  rows: 5,
  buttons: 5,
  selectOptions: 25,
  customId: 100,
  label: 80,
  choices: 25,
  choice: 100,
  commands: 100,
  commandOptions: 25,
  description: 100,
} as const;

/** The time for the first answer to an interaction, and for all later ones, in ms. */
export const FIRST_ANSWER = 3_000;
export const LAST_ANSWER = 15 * 60_000;

/** Cuts a text to a number of UTF-16 units, not through a character; says that it did by an ellipsis. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 2)) ? most - 2 : most - 1;
  return `${text.slice(0, end)}…`;
}
