/** Numbers from 0 to below 1, always the same for a seed (mulberry32). */
export const randomFrom = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Bytes that no encoder makes smaller, always the same: what is looked for in them is there by chance in all runs or in none. */
export const noiseBytes = (length: number): Buffer => {
  const next = randomFrom(1);
  return Buffer.from(Uint8Array.from({ length }, () => next() * 256));
};
