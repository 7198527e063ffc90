/**
 * An input that can't be used: a sentence for people, a stable `code` that texts and tests can rely on, and the
 * plain facts behind it (registers, names, limits) so that a caller can say it in another language.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}
