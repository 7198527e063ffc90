/** Medium (device type) codes of EN 13757-3 that a house's meters use. */
const MEDIA: Record<number, string> = {
  0: 'other',
  1: 'oil',
  2: 'electricity',
  3: 'gas',
  4: 'heat',
  5: 'steam',
  6: 'warm water',
  7: 'water',
  8: 'heat cost allocator',
  9: 'compressed air',
  10: 'cooling',
  11: 'cooling',
  12: 'heat',
  13: 'heat and cooling',
  14: 'bus',
  15: 'unknown',
  21: 'hot water',
  22: 'cold water',
  23: 'hot and cold water',
  24: 'pressure',
  25: 'A/D converter',
  40: 'waste water',
};

/** The English name of a medium code; `medium 99` for one this table does not know. */
export function mediumName(code: number): string {
  return MEDIA[code] ?? `medium ${code}`;
}
