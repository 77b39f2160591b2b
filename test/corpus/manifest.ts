import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the corpus lies: beside the repository, or where CORPUS says. */
export const folder = process.env.CORPUS ?? join(import.meta.dirname, '../../../shared/corpus');

/** What the manifest says of a file, as far as it is read here. */
export type Entry = {
  path: string;
  expectation: 'decodes' | 'truncated' | 'corrupt' | 'bomb' | 'not-an-image' | 'unsupported-format';
  truth: { format: string; display_width: number; display_height: number; has_alpha?: boolean; pages?: number } & {
    /** As the file says, also where plain sharp can't open it. */
    width: number;
    height: number;
  };
};

/** Every file of the corpus; none where it is absent. */
export const entries: Entry[] = existsSync(folder)
  ? JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).entries
  : [];

/** Where we do otherwise than the manifest's "decodes or not" says, and why. */
export const exceptions: { [path: string]: string } = {
  'malformed/jpeg-missing-eoi.jpg': 'made: nothing but the end marker is missing, and browsers show it',
  'malformed/jpeg_ff00_header.jpg': 'made: bytes between its segments are left out, and browsers show it',
  'malformed/jpeg-random-corruption-0.jpg': 'made: bytes between its segments are left out, and browsers show it',
  'bombs/bomb-gif-6000x6000x60-frames.gif': 'made: its first frame, as of any animation beyond the limits',
};

/** Drawings that plain sharp can't open, so that it can't be compared with; and why we do. */
export const opened: { [path: string]: string } = {
  'bombs/giant.svg': 'made: a vector has no pixels before it is drawn, at the size that is asked',
  'bombs/svg-huge-dimensions.svg': 'made: a vector has no pixels before it is drawn, at the size that is asked',
  'svg-attack/svg-xxe-passwd.svg': 'made: an external entity is not read and says nothing, as in browsers',
};

/** Whether a file gives no derivative. */
export const isRefused = (entry: Entry) => !isMade(entry) && !(entry.path in opened);

/** Whether a file gives derivatives that plain sharp can be compared with. */
export const isMade = ({ path, expectation }: Entry) => (expectation === 'decodes') !== path in exceptions;
