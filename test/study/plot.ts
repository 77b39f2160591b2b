import type { Result } from './result.ts';

const panel = { width: 340, height: 300, left: 56, top: 48, gap: 24 };
const shown: [q: string, color: string, label: string][] = [
  ['80', '#c2410c', 'q=80'],
  ['auto', '#1d4ed8', 'q=auto'],
];

/** Bytes a pixel against score, a dot for each image, a panel for each format: `q=auto` lies flat where `q=80` is a cloud. */
export const plot = (results: Result[]): string => {
  const formats = [...new Set(results.map(({ format }) => format))];
  const width = panel.left + formats.length * (panel.width + panel.gap);
  const points = results.filter(({ q }) => shown.some(([name]) => name === q));
  const scores = points.map(scoreOf);
  const densities = points.map(densityOf);
  const scale = {
    y: axis(Math.min(...scores) - 1, Math.max(...scores) + 1, panel.height, 0),
    x: axis(Math.log(Math.min(...densities) * 0.9), Math.log(Math.max(...densities) * 1.1), 0, panel.width),
  };
  const panels = formats.map((format, index) =>
    drawPanel(
      points.filter((point) => point.format === format),
      { format, at: panel.left + index * (panel.width + panel.gap), scale },
    ),
  );
  const key = shown.map(
    ([, color, label], index) =>
      `<circle cx="${panel.left + 90 * index}" cy="16" r="5" fill="${color}"/><text x="${panel.left + 10 + 90 * index}" y="20">${label}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${panel.top + panel.height + 56}" font-family="sans-serif" font-size="12">
<title>Scores of photographs, at q=80 and q=auto</title>
<rect width="100%" height="100%" fill="#fff"/>
${key.join('\n')}
<text x="14" y="${panel.top + panel.height / 2}" transform="rotate(-90 14 ${panel.top + panel.height / 2})" text-anchor="middle">SSIMULACRA 2</text>
<text x="${width / 2}" y="${panel.top + panel.height + 48}" text-anchor="middle">bits a pixel (logarithmic)</text>
${panels.join('\n')}
</svg>
`;
};

const scoreOf = ({ marks }: Result) => marks['SSIMULACRA 2'] ?? 0;
const densityOf = ({ bytes, width, height }: Result) => (8 * bytes) / (width * height);

type Axis = (value: number) => number;

const axis =
  (from: number, to: number, start: number, end: number): Axis =>
  (value) =>
    start + ((value - from) / (to - from)) * (end - start);

type Place = { format: string; at: number; scale: { x: Axis; y: Axis } };

const drawPanel = (points: Result[], { format, at, scale }: Place): string => {
  const heights = [40, 50, 60, 70, 80, 90].map((value): [number, number] => [value, scale.y(value)]);
  const widths = [0.25, 0.5, 1, 2, 4].map((value): [number, number] => [value, scale.x(Math.log(value))]);
  return [
    `<g transform="translate(${at} ${panel.top})">`,
    `<rect width="${panel.width}" height="${panel.height}" fill="none" stroke="#999"/>`,
    `<text x="${panel.width / 2}" y="-8" text-anchor="middle" font-weight="bold">${format}</text>`,
    ...heights
      .filter(inside(panel.height))
      .map(
        ([value, y]) =>
          `<path d="M0 ${y}H${panel.width}" stroke="#ddd"/><text x="-6" y="${y + 4}" text-anchor="end">${value}</text>`,
      ),
    ...widths
      .filter(inside(panel.width))
      .map(
        ([value, x]) =>
          `<path d="M${x} 0V${panel.height}" stroke="#ddd"/><text x="${x}" y="${panel.height + 18}" text-anchor="middle">${value}</text>`,
      ),
    ...points.map((point) => {
      const color = shown.find(([q]) => q === point.q)?.[1];
      return `<circle cx="${scale.x(Math.log(densityOf(point))).toFixed(1)}" cy="${scale.y(scoreOf(point)).toFixed(1)}" r="4" fill="${color}" fill-opacity="0.7"/>`;
    }),
    '</g>',
  ].join('\n');
};

const inside =
  (length: number) =>
  ([, place]: [number, number]) =>
    place >= 0 && place <= length;
