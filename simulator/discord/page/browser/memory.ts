/** What this browser remembers from one visit to the next. */
export interface Memory {
  person?: string;
  channel?: string;
  /** Of the person. */
  locale?: string;
}

const KEY = 'simulated-discord';

export function remembered(): Memory {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Memory;
  } catch {
    return {};
  }
}

export function remember(change: Memory): void {
  const { locale, ...rest } = remembered();
  // Another person speaks their own language.
  const kept = change.person ? rest : { ...rest, ...(locale && { locale }) };
  localStorage.setItem(KEY, JSON.stringify({ ...kept, ...change }));
}

export function forget(): void {
  localStorage.removeItem(KEY);
}
