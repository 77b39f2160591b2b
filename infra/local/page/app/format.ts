/** Bytes as people write them: `830 B`, `24.1 kB`, `1.2 MB`. */
export const formatBytes = (bytes: number): string => {
  const [unit, divisor] = bytes < 1000 ? ['B', 1] : bytes < 999_950 ? ['kB', 1000] : ['MB', 1_000_000];
  const value = bytes / Number(divisor);
  return `${value.toLocaleString('en', { maximumFractionDigits: value < 100 && divisor !== 1 ? 1 : 0 })} ${unit}`;
};

/** Milliseconds as people write them: `80 ms`, `1.4 s`. */
export const formatTime = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

/** How much smaller one file is than another, or undefined where that can't be said. */
export const savedShare = (bytes: number, original: number): number | undefined =>
  original > 0 ? Math.round((1 - bytes / original) * 100) : undefined;

/** A media type as people say it: `AVIF`, `JPEG`, `SVG`. */
export const formatType = (type: string): string =>
  type
    .replace(/^image\/|;.*/g, '')
    .replace(/^svg\+xml$/, 'svg')
    .toUpperCase();
