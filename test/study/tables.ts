import type { Result } from './result.ts';

/** The results, a line each. */
export const csv = (results: Result[]): string => {
  const judges = Object.keys(results[0]?.marks ?? {});
  const lines = results.map(({ photo, width, height, format, q, bytes, milliseconds, marks }) =>
    [photo, width, height, format, q, bytes, milliseconds.toFixed(1), ...judges.map((name) => marks[name])].join(','),
  );
  return `${['photo', 'width', 'height', 'format', 'q', 'bytes', 'milliseconds', ...judges].join(',')}\n${lines.join('\n')}\n`;
};

/** The table of bytes and scores, by format and quality, and what `q=auto` was to reach. */
export const comparison = (results: Result[]): string => {
  const judges = Object.keys(results[0]?.marks ?? {});
  const groups = [...new Set(results.map(({ format, q }) => `${format} ${q}`))];
  const head = [
    'format',
    'q',
    'bytes',
    'against q=80',
    ...judges.flatMap((name) => [name, 'spread']),
    'least – most',
    'ms',
  ];
  const rows = groups.map((group) => row(group, results, judges));
  const photos = new Set(results.map(({ photo }) => photo)).size;
  return [
    '# Quality: numbers against promises',
    '',
    `${photos} photographs, ${results.length} derivatives; made by \`npm run study\`. Bytes are of all images together. A score is a`,
    'mean, its spread the standard deviation. SSIMULACRA 2: 100 is the same, 90 not to be told apart, 70 high quality; it is the',
    'metric that the search looks at, though only on a sample. The other metrics are distances that it does not know; 0 is the same.',
    'Milliseconds: the median encode, search included.',
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map((_, column) => (column < 2 ? '---' : '---:')).join(' | ')} |`,
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    '## What was to be reached',
    '',
    ...verdicts(results),
    '',
  ].join('\n');
};

const row = (group: string, results: Result[], judges: string[]): string[] => {
  const [format = '', q = ''] = group.split(' ');
  const own = pick(results, format, q);
  const share = total(own) / total(pick(results, format, '80')) - 1;
  const scores = own.map(({ marks }) => marks['SSIMULACRA 2'] ?? 0);
  return [
    format,
    q,
    total(own).toLocaleString('en'),
    q === '80' ? '' : `${share > 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(0)} %`,
    ...judges.flatMap((name) => {
      const values = own.map(({ marks }) => marks[name] ?? 0);
      const digits = name === 'SSIMULACRA 2' ? 1 : name === 'DSSIM' ? 5 : 2;
      return [mean(values).toFixed(digits), deviation(values).toFixed(digits)];
    }),
    `${Math.min(...scores).toFixed(1)} – ${Math.max(...scores).toFixed(1)}`,
    median(own.map(({ milliseconds }) => milliseconds)).toFixed(0),
  ];
};

// The goals: at least 20 % fewer bytes than q=80, at a spread at most half as wide; and 60 ms more for a WebP of 1200 pixels.
const verdicts = (results: Result[]): string[] => {
  const lines = [...new Set(results.map(({ format }) => format))].map((format) => {
    const [fixed, found] = [pick(results, format, '80'), pick(results, format, 'auto')];
    const saved = 1 - total(found) / total(fixed);
    const narrower = spread(found) / spread(fixed);
    return `- ${format}: ${(saved * 100).toFixed(0)} % fewer bytes than q=80 (goal: 20), ${reached(saved >= 0.2)}; spread ${narrower.toFixed(2)} of q=80's (goal: 0.5), ${reached(narrower <= 0.5)}`;
  });
  const large = results.filter(({ format, width, height }) => format === 'webp' && Math.max(width, height) >= 1000);
  const added = median(
    pick(large, 'webp', 'auto').map(
      ({ photo, milliseconds }) =>
        milliseconds - (pick(large, 'webp', '70').find((other) => other.photo === photo)?.milliseconds ?? 0),
    ),
  );
  return [
    ...lines,
    `- q=auto adds ${added.toFixed(0)} ms to a WebP of 1200 pixels (median of ${large.length / 6}; goal: 60), ${reached(added <= 60)}`,
  ];
};

const reached = (isSo: boolean) => (isSo ? 'reached' : '**missed**');

const pick = (results: Result[], format: string, q: string) =>
  results.filter((result) => result.format === format && result.q === q);

const total = (results: Result[]) => results.reduce((sum, { bytes }) => sum + bytes, 0);
const spread = (results: Result[]) => deviation(results.map(({ marks }) => marks['SSIMULACRA 2'] ?? 0));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
