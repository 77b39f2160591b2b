import { readFile, writeFile } from 'node:fs/promises';
import { command } from '../../infra/commands/command.ts';
import { type Comparison, compareDrawings, unseen } from './compare.ts';

const page = new URL('../../docs/drawings.md', import.meta.url);
const mark = '<!-- drawings -->\n';

/** The table of docs/drawings.md, as the comparison found it. */
export const drawingTable = (rows: Comparison[]): string =>
  [
    '| Drawing | Sanitized | Rasterized | `x-image-reason` | librsvg alone |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(({ feature, sanitized, rasterized, librsvg }) => {
      const reason = rasterized.reason ?? sanitized.reason;
      const cells = [
        feature,
        verdict(sanitized.share),
        verdict(rasterized.share),
        reason ? `\`${reason}\`` : '',
        verdict(librsvg),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');

const verdict = (share: number) => (share <= unseen ? 'same' : '**differs**');

/** The table that the page has. */
export const tableOfPage = async (): Promise<string> => (await readFile(page, 'utf8')).split(mark)[1]?.trim() ?? '';

if (import.meta.main)
  await command(
    'npm run docs:drawings\n\nShows drawings of many features in Chromium, sanitized and rasterized, and writes the table of docs/drawings.md.',
    {},
    async () => {
      const rows = await compareDrawings(({ feature, sanitized, rasterized, librsvg }) => {
        const shares = [sanitized.share, rasterized.share, librsvg].map((share) =>
          (100 * share).toFixed(2).padStart(6),
        );
        console.log(`${shares.join(' ')}  ${feature}  ${rasterized.reason ?? ''}`);
      });
      const [before = '', , after = ''] = (await readFile(page, 'utf8')).split(mark);
      await writeFile(page, `${before}${mark}${drawingTable(rows)}\n${mark}${after}`);
    },
  );
