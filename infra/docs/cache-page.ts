import { writeFile } from 'node:fs/promises';
import { command } from '../commands/command.ts';
import { markdownTable } from '../commands/print.ts';
import { assumptions, type Caches, type Month, monthBehind } from '../cost/cache-model.ts';
import { pricesOf } from '../cost/prices.ts';

const page = new URL('../../docs/cache-model.md', import.meta.url);
const picture = new URL('../../docs/pictures/cache-model.svg', import.meta.url);

const setups: [name: string, caches: Caches, color: string][] = [
  ['no ladder', { ladder: false, shield: false, bucket: false }, '#991b1b'],
  ['ladder', { ladder: true, shield: false, bucket: false }, '#c2410c'],
  ['ladder, Origin Shield', { ladder: true, shield: true, bucket: false }, '#7c3aed'],
  ['ladder, derivatives bucket', { ladder: true, shield: false, bucket: true }, '#0f766e'],
  ['all three', { ladder: true, shield: true, bucket: true }, '#1d4ed8'],
];

const volumes: [name: string, requests: number][] = [
  ['a million', 1e6],
  ['100 million', 1e8],
  ['10 billion', 1e10],
];

/** docs/cache-model.md; a test compares them. */
export const cachePage = (): string => {
  const { images, zipf, widths, formats, regionalCaches, kept, lifetime, stale, encode, read, bytes, days } =
    assumptions;
  const count = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3 });
  const rows = volumes.flatMap(([volume, requests]) =>
    setups.map(([name, caches]) => {
      const { misses, encodes, s3Requests, dollars, expired, waiting } = monthBehind(requests, caches);
      return [volume, name, ...[misses, encodes, s3Requests, dollars, expired, waiting].map(count)];
    }),
  );
  return `# Cache model

How much do a size ladder (\`snap\`), Origin Shield, the derivatives bucket and stale-while-revalidate save? This page calculates a month of requests
(\`npm run docs:caches\`, \`infra/cost/cache-model.ts\`). It is a model, not a measurement: CloudFront does not publish how long it keeps objects.

![Misses, encodes, requests to S3 and dollars by requests a month, for five setups](pictures/cache-model.svg)

${markdownTable(['Requests a month', 'Setup', 'Misses', 'Encodes', 'Requests to S3', 'USD', 'Expired', 'Expired, and the visitor waits'], rows)}

The dollars, at list prices of ${pricesOf}, are what the caches influence: the function, S3 and Origin Shield. CloudFront's requests and
transfer come on top. An expired request finds a cached object whose lifetime is over: S3 confirms it, and nothing is encoded. With
stale-while-revalidate, only visitors who come within an hour after the lifetime ended don't wait for that.

## Assumptions

- There are ${count(images)} images; the popularity of the image of rank r is r^-${zipf} ([Breslau et al.](https://doi.org/10.1109/INFCOM.1999.749260) found exponents of 0.64 to 0.83).
- Pages request any width from ${widths.join(' to ')} pixels, as scripts that measure the layout do; a ladder reduces these to its steps.
- ${formats.map((share) => `${Math.round(share * 100)} %`).join(', ')} of the browsers accept AVIF, WebP, or neither.
- ${regionalCaches} regional caches get equal shares of the requests, which arrive at random. Each drops an object that was not requested for ${kept} hours.
- A resized image is fresh for ${lifetime} hours, and may be sent for ${stale} more hour while CloudFront revalidates it.
- Encoding takes ${encode} ms, reading a stored image ${read} ms. A resized image has ${bytes / 1000} kB, and the bucket keeps it for ${days} days.
`;
};

const panels: [title: string, of: keyof Month][] = [
  ['misses', 'misses'],
  ['encodes', 'encodes'],
  ['requests to S3', 's3Requests'],
  ['USD', 'dollars'],
];

const side = { width: 300, height: 220, left: 64, top: 34, gap: 36 };
// Powers of ten: requests a month, and of what comes of them.
const across = [6, 10] as const;
const down = [0, 11] as const;
const points = 17;

/** The plot of that page, on logarithmic scales. */
export const cachePlot = (): string => {
  const width = side.left + 2 * (side.width + side.left);
  const height = 2 * (side.height + side.top + side.gap) + 30;
  const key = setups.map(
    ([name, , color], at) => `<text x="${side.left + at * 150}" y="18" fill="${color}">${name}</text>`,
  );
  const drawn = panels.map(([title, of], at) => {
    const x = side.left + (at % 2) * (side.width + side.left);
    const y = 30 + side.top + Math.floor(at / 2) * (side.height + side.top + side.gap);
    return `<g transform="translate(${x} ${y})">${panel(title, of)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">
<title>A model of a month behind CloudFront's caches</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${[...key, ...drawn].join('\n')}
</svg>
`;
};

const panel = (title: string, of: keyof Month): string => {
  const x = (power: number) => ((power - across[0]) / (across[1] - across[0])) * side.width;
  const y = (power: number) => side.height * (1 - (power - down[0]) / (down[1] - down[0]));
  const powers = (from: number, to: number, step: number) =>
    Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
  const curves = setups.map(([, caches, color]) => {
    const line = powers(across[0], across[1], (across[1] - across[0]) / (points - 1)).map((power) => {
      const value = Math.max(1, monthBehind(10 ** power, caches)[of]);
      return `${x(power).toFixed(1)} ${y(Math.log10(value)).toFixed(1)}`;
    });
    return `<path d="M${line.join('L')}" fill="none" stroke="${color}" stroke-width="1.5"/>`;
  });
  const grid = powers(down[0], down[1], 2).map(
    (power) =>
      `<path d="M0 ${y(power)}H${side.width}" stroke="#ddd"/><text x="-6" y="${y(power) + 4}" text-anchor="end">${label(power)}</text>`,
  );
  const columns = powers(across[0], across[1], 1).map(
    (power) => `<text x="${x(power)}" y="${side.height + 16}" text-anchor="middle">${label(power)}</text>`,
  );
  return [`<text y="-10" font-size="13" font-weight="bold">${title}</text>`, ...grid, ...columns, ...curves].join('\n');
};

/** A power of ten as people write it: `100k`. */
const label = (power: number): string => {
  const unit = ['', 'k', 'M', 'G'][Math.floor(power / 3)] ?? '';
  return `${10 ** (power % 3)}${unit}`;
};

if (import.meta.main)
  await command('npm run docs:caches\n\nWrites docs/cache-model.md and its plot.', {}, async () => {
    await writeFile(page, cachePage());
    await writeFile(picture, cachePlot());
  });
