import type { Choice } from './smallest.ts';

/** How many bytes more the choice needs than the best one, at the same look: 0.03 is 3 %. */
const lossOf = ({ bytes, least }: Choice): number => bytes / least - 1;

// Two encodings nearer than this are one to the metric: its score moves by more from quality to quality.
const same = 0.005;
const isBest = (choice: Choice): boolean => choice.chosen === choice.best || lossOf(choice) <= same;

const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

/** A row for each kind of content, then for each choice that was not the best. */
export const choiceTable = (choices: Choice[]): string => {
  const kinds = [...new Set(choices.map(({ kind }) => kind))];
  const rows = [...kinds, 'all'].map((kind) => {
    const own = choices.filter((choice) => kind === 'all' || choice.kind === kind);
    const worst = Math.max(...own.map(lossOf));
    const added = sum(own, ({ auto }) => auto) / sum(own, ({ single }) => single) - 1;
    const larger = own.filter(({ sent, own: bytes }) => sent > bytes).length;
    const best = own.filter(isBest).length;
    return [
      kind,
      own.length,
      percent(best / own.length, 0),
      percent(worst),
      larger,
      `${added > 0 ? '+' : '−'}${percent(Math.abs(added), 0)}`,
    ];
  });
  const missed = choices
    .filter((choice) => !isBest(choice))
    .map((choice) => [
      `${choice.kind}: ${choice.name}`,
      choice.width,
      choice.chosen,
      choice.best,
      percent(lossOf(choice)),
    ]);
  return [
    '# Is the choice of format=auto the smallest?',
    '',
    'Made by `npm run study -- --formats`. Every image is made with `format=auto` for a viewer of AVIF and WebP, and in every encoding at',
    'the look (SSIMULACRA 2, all pixels) that JPEG has at quality 75; animations at that quality. *Best*: the choice is the smallest of them, or',
    `within ${percent(same)}. *Larger*: more bytes were sent than \`format=origin\` sends. *CPU*: against one encode in the format that was chosen.`,
    '',
    ...table(['content', 'images', 'best', 'worst loss', 'larger', 'CPU'], rows),
    '',
    ...(missed.length > 0
      ? table(['image', 'width', 'chosen', 'best', 'loss'], missed)
      : ['Every choice was the best.']),
    '',
  ].join('\n');
};

const sum = (choices: Choice[], of: (choice: Choice) => number) => choices.reduce((total, each) => total + of(each), 0);

const table = (head: string[], rows: (string | number)[][]): string[] =>
  [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

/** The choices, a line each. */
export const choiceCsv = (choices: Choice[]): string => {
  const columns = [
    'kind',
    'name',
    'width',
    'chosen',
    'best',
    'bytes',
    'least',
    'sent',
    'own',
    'auto',
    'single',
  ] as const;
  const lines = choices.map((choice) => columns.map((column) => cell(choice[column])).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
};

const cell = (value: string | number) =>
  typeof value === 'number' ? Number(value.toFixed(1)) : value.replaceAll(',', '');

const colors: { [encoding: string]: string } = {
  ...{ avif: '#1d4ed8', webp: '#15803d', 'webp-lossless': '#65a30d' },
  ...{ jpeg: '#c2410c', png: '#9333ea', gif: '#be185d' },
};

/** A bar for each image: how many bytes more than the best its choice needs; its color is the encoding. */
export const choicePlot = (choices: Choice[]): string => {
  const [left, top, row, wide] = [250, 60, 14, 400];
  const most = Math.max(0.05, ...choices.map(lossOf));
  const bars = choices.map((choice, at) => {
    const y = top + at * row;
    const length = 3 + (lossOf(choice) / most) * wide;
    const label = `${choice.kind}: ${choice.name}, ${choice.width}`;
    return `<text x="${left - 8}" y="${y + 10}" text-anchor="end">${label}</text><rect x="${left}" y="${y + 2}" width="${length.toFixed(1)}" height="${row - 4}" fill="${colors[choice.chosen] ?? '#666'}"/>`;
  });
  const limit = left + 3 + (0.03 / most) * wide;
  const bottom = top + choices.length * row;
  const keys = Object.entries(colors).map(
    ([name, color], at) =>
      `<rect x="${left + at * 100}" y="10" width="10" height="10" fill="${color}"/><text x="${left + 14 + at * 100}" y="19">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + wide + 250}" height="${bottom + 20}" font-family="sans-serif" font-size="11">
<title>Bytes above the smallest encoding at the same look</title>
<rect width="100%" height="100%" fill="#fff"/>
${keys.join('\n')}
<text x="${limit}" y="${top - 8}" text-anchor="middle">3 % more than the smallest</text>
<path d="M${limit.toFixed(1)} ${top}V${bottom}" stroke="#999" stroke-dasharray="3"/>
${bars.join('\n')}
</svg>
`;
};
