import type { JobName } from './jobs.ts';
import type { Peer } from './peers.ts';

/** CPU time of each peer for a job, as a multiple of plain sharp's. */
export type Ratios = { job: JobName; title: string; ratios: Map<Peer, number> };

const colors: { [peer in Peer]: string } = {
  plain: '#9aa0a6',
  stick: '#c9a227',
  ipx: '#7b9acc',
  imgproxy: '#b5651d',
  'edge-images': '#1b7f5c',
};

// Pixels.
const bar = 9;
const gap = 10;
const [left, top, wide, right] = [300, 46, 420, 60];
// Beyond this, a bar ends, and its figure says how long it is.
const most = 2;

/** A bar for each peer and job, as long as its CPU time in relation to plain sharp's. */
export const plot = (rows: Ratios[], note: string): string => {
  const group = (rows[0]?.ratios.size ?? 0) * bar + gap;
  const height = top + rows.length * group + 34;
  const grid = [0, 0.5, 1, 1.5, most].map((at) => gridLine(at, height - 30));
  const groups = rows.map((row, index) => groupOf(row, top + index * group));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + wide + right} ${height}" font-family="sans-serif" font-size="11">
<title>CPU time of a request, beside plain sharp's</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="12" y="18" font-size="13">CPU time of a request, plain sharp = 1</text>
${[...(rows[0]?.ratios.keys() ?? [])].map(legend).join('\n')}
${[...grid, ...groups].join('\n')}
<text x="12" y="${height - 8}" fill="#666">${escaped(note)}</text>
</svg>
`;
};

const xOf = (ratio: number) => left + (Math.min(ratio, most) / most) * wide;

const gridLine = (at: number, bottom: number) =>
  `<path d="M${xOf(at)} ${top - 6}V${bottom}" stroke="${at === 1 ? '#666' : '#ddd'}"/><text x="${xOf(at)}" y="${bottom + 12}" text-anchor="middle" fill="#666">${at}</text>`;

const legend = (peer: Peer, index: number) =>
  `<rect x="${left + index * 95}" y="10" width="10" height="10" fill="${colors[peer]}"/><text x="${left + 14 + index * 95}" y="19">${peer}</text>`;

const groupOf = ({ job, title, ratios }: Ratios, y: number) => {
  const bars = [...ratios].map(([peer, ratio], index) => {
    const at = y + index * bar;
    const end = xOf(ratio);
    return `<rect x="${left}" y="${at}" width="${(end - left).toFixed(1)}" height="${bar - 1}" fill="${colors[peer]}"/><text x="${(end + 4).toFixed(1)}" y="${at + bar - 1}" font-size="9">${ratio.toFixed(2)}</text>`;
  });
  const middle = y + (ratios.size * bar) / 2 + 4;
  return `<text x="${left - 8}" y="${middle}" text-anchor="end">${escaped(`${job} ${title}`)}</text>${bars.join('')}`;
};

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
