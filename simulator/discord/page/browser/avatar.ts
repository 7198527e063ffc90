const COLOURS = ['#5865f2', '#3ba55d', '#d9822b', '#c4547d', '#2d8fb8', '#8e62c9'];

/** A picture for a person: the first letter on a colour of their own. */
export function personAvatar(id: string, name: string): string {
  const sum = [...id].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  const letter = [...name.trim().toUpperCase()][0] ?? '?';
  return picture(
    COLOURS[sum % COLOURS.length]!,
    `<text x="20" y="27" fill="#fff" font-family="sans-serif" font-size="19" font-weight="600" text-anchor="middle">${character(letter)}</text>`,
  );
}

/** The bot's picture: a house with a pulse. */
export const BOT_AVATAR = picture(
  '#5865f2',
  '<path d="M20 8 7 20h4v12h18V20h4z" fill="#fff"/><path d="M13 25h4l2-5 3 8 2-3h3" fill="none" stroke="#5865f2" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/>',
);

function picture(colour: string, drawing: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="${colour}"/>${drawing}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function character(letter: string): string {
  return `&#${letter.codePointAt(0)};`;
}
