import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Underivable } from '../../edge/errors.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import { deriving } from '../support/deriving.ts';
import { leaksOf, secretsOf } from '../support/images/secrets.ts';
import { entries, folder, isMade } from './manifest.ts';

// Small, in every format; and at its own size, where the original itself may be what is sent.
const variants: Variant[] = [
  ...(['jpeg', 'png', 'webp', 'avif', 'gif'] as const).map((format): Variant => ({ w: 90, h: 90, format })),
  { format: 'origin' },
  { format: 'auto', fmts: ['avif', 'webp'] },
  { w: 90, h: 90, cs: 'origin' },
  { q: 100, cs: 'origin' },
];

const rows = entries.filter((entry) => isMade(entry) && !entry.truth.format.startsWith('svg')).map(({ path }) => path);

let talkative = 0;

describe.skipIf(rows.length === 0)('no metadata survives', () => {
  test.concurrent.each(rows)('%s', async (path) => {
    const original = await readFile(join(folder, path));
    const secrets = await secretsOf(original);
    if (secrets.length > 0) talkative += 1;
    for (const variant of variants) {
      const made = await deriving(original, variant).catch((error) => {
        if (error instanceof Underivable) return undefined;
        throw error;
      });
      // A gain map's place in the file is no metadata.
      const isIndex = (mark: string) => made?.gainMap === true && mark === 'MPF\0';
      const leaks = made ? await leaksOf(made.bytes, secrets) : [];
      expect(
        leaks.filter((mark) => !isIndex(mark)),
        JSON.stringify(variant),
      ).toEqual([]);
    }
  });

  afterAll(() => expect(talkative, 'files that have something to tell').toBeGreaterThan(25));
});
