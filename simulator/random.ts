/**
 * A number from 0 (included) to 1 (excluded) that depends on `seed` and `n` only, so that the n-th number of a stream
 * can be asked for without the ones before it. The mixing steps are those of MurmurHash3's 32-bit finalizer.
 */
export function random(seed: number, n: number): number {
  return mix(Math.imul(seed ^ mix(n | 0), 0x9e3779b1)) / 2 ** 32;
}

/** An endless stream of numbers from 0 to 1, the `n`-th such stream of `seed`. */
export function sequence(seed: number, n: number): () => number {
  const start = mix(Math.imul(seed ^ mix(n | 0), 0x85ebca77));
  let step = 0;
  return () => random(start, step++);
}

/** A seed of its own for one purpose, so that two purposes never share their numbers. */
export function seedFor(seed: number, purpose: string): number {
  let hash = mix(seed | 0);
  for (const character of purpose) hash = mix(Math.imul(hash, 31) ^ character.codePointAt(0)!);
  return hash;
}

function mix(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
