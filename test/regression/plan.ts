import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { entries, folder } from '../corpus/manifest.ts';
import { digest } from './rows.ts';
import type { File } from './service.ts';
import { usual, type Variant, variants } from './variants.ts';

/** What is asked of one file, in this order. */
export type Task = { file: File; asked: Variant[] };

const home = join(import.meta.dirname, '../../samples');
const isPicture = (name: string) => /\.(jpg|png|gif|webp|svg)$/.test(name);

/** The samples: marks and fallbacks are among them, so that they are in the bucket whatever is asked. */
export const samples: File[] = readdirSync(home)
  .filter(isPicture)
  .sort()
  .map((name) => ({ key: name, path: join(home, name) }));

/** The corpus; nothing where it is absent. */
const corpus: File[] = entries
  .map(({ path }) => ({ key: `corpus/${path}`, path: join(folder, path) }))
  .filter(({ path }) => existsSync(path))
  .sort((some, others) => (some.key < others.key ? -1 : 1));

const ofSample = 40;
const ofCorpus = 5;

const orderOf = ({ kind, query }: Variant) => digest(Buffer.from(`${kind} ${query}`));

/** In an order of no meaning that is the same in every run: neighbours in the table are much alike. */
const shuffled = [...variants].sort((some, others) => (orderOf(some) < orderOf(others) ? -1 : 1));

// Answered without a look at the file, or of samples as good as of any.
const plain = /^(original|error|odd|part|site|preflight|condition|head|private|snap|redirect|name|mark)$/;
const rendering = shuffled.filter(({ kind, edge }) => !plain.test(kind) && edge === undefined);

/**
 * The requests of a run. Samples get a part of the table, each the part behind that of the file before, so that together they
 * get all of it several times over; of a file of the corpus less is asked, and only what looks at the file.
 */
export const plan = (all: boolean): Task[] => [
  ...samples.map((file, at) => ({ file, asked: all ? shuffled : part(shuffled, at, ofSample) })),
  ...corpus.map((file, at) => ({ file, asked: [usual, ...part(rendering, at, ofCorpus)] })),
];

/** `count` in a row of a list that has no end. */
const part = <T>(list: readonly T[], at: number, count: number): T[] =>
  [...list, ...list].slice((at * count) % list.length).slice(0, count);
