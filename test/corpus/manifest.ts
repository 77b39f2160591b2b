import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the corpus lies: beside the repository, or where CORPUS says. */
export const folder = process.env.CORPUS ?? join(import.meta.dirname, '../../../shared/corpus');

/** What the manifest says of a file, as far as it is read here. */
export type Entry = {
  path: string;
  expectation: 'decodes' | 'truncated' | 'corrupt' | 'bomb' | 'not-an-image' | 'unsupported-format';
  truth: { format: string; display_width: number; display_height: number; has_alpha?: boolean; pages?: number };
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

/** Whether a file gives derivatives. */
export const isMade = ({ path, expectation }: Entry) => (expectation === 'decodes') !== path in exceptions;
