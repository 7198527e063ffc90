import { DiscordError } from '../../../../simulator/discord/errors';

/**
 * What Discord answers to something that it refuses.
 * @returns `path: code` for each problem of a body, or the error's code; nothing if it is accepted
 */
export function refused(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    const { code, errors } = error.body;
    return errors ? flatten(JSON.parse(JSON.stringify(errors)), '') : [String(code)];
  }
}

function flatten(errors: Record<string, unknown>, path: string): string[] {
  return Object.entries(errors).flatMap(([key, value]) =>
    key === '_errors'
      ? (value as { code: string }[]).map(({ code }) => `${path}: ${code}`)
      : flatten(value as Record<string, unknown>, path === '' ? key : `${path}.${key}`),
  );
}
