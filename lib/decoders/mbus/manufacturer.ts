/**
 * A manufacturer's three letters from their 16-bit code: bits 14–10, 9–5 and 4–0 hold one letter each, A = 1.
 * Source: EN 13757-3, 5.6; the gateway uses the same code.
 */
export function manufacturerLetters(code: number): string {
  return [10, 5, 0].map((shift) => String.fromCharCode(64 + ((code >> shift) & 0x1f))).join('');
}
