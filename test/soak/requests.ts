import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chart } from '../support/images/chart.ts';

/** What is asked, and the statuses that answer it. */
export type SoakRequest = { path: string; init: RequestInit; statuses: readonly number[] };

const samples = join(import.meta.dirname, '../../samples');

/** The originals: the samples, formats that they lack, and files that are no image or break off. */
export const soakOriginals = async (): Promise<[key: string, bytes: Buffer][]> => {
  const names = (await readdir(samples)).filter((name) => /\.(jpg|png|gif|webp|svg)$/.test(name)).sort();
  const files = names.map(async (name): Promise<[string, Buffer]> => [name, await readFile(join(samples, name))]);
  const landscape = await readFile(join(samples, 'landscape.jpg'));
  return [
    ...(await Promise.all(files)),
    ['chart.avif', await chart({ width: 400, height: 300, format: 'avif' })],
    ['chart.tiff', await chart({ width: 400, height: 300, format: 'tiff' })],
    ['half.jpg', landscape.subarray(0, landscape.length / 2)],
    ['text.jpg', Buffer.from('This is no image.')],
    ['empty.png', Buffer.alloc(0)],
  ];
};

const accepts = ['image/avif,image/webp,*/*', 'image/webp,*/*', '*/*'];

// Most are what pages ask for; each other kind of work occurs. W stands for a width.
const common = ['w=W', 'w=W&format=auto', 'w=W&h=120&fit=cover', 'w=W&q=60&format=webp'];
const special = [
  'w=W&h=W&fit=cover&position=attention',
  'w=W&trim=1',
  'w=W&h=W&fit=contain&bg=red&pad=20',
  'w=W&blur=3&format=png8',
  'w=W&format=png',
  'w=W&max-bytes=9000&format=jpeg',
  'w=W&format=avif&h=W&fit=cover',
  'format=json',
  'format=blurhash',
  'w=W&format=webp&anim=0',
];
const odd: readonly Omit<SoakRequest, 'init'>[] = [
  { path: '/missing.jpg?w=100', statuses: [404] },
  { path: '/landscape.jpg?w=wide', statuses: [400] },
  { path: '/landscape.jpg', statuses: [200] },
];

/** A row of requests of mixed kinds, the same for the same numbers. */
export const soakRequests = (originals: Awaited<ReturnType<typeof soakOriginals>>, random: () => number) => {
  // The lists are not empty, which their types don't say.
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  // Large files are one request in thirty: otherwise little else would be measured.
  const [small, large] = [false, true].map((isLarge) =>
    originals.filter(([, { length }]) => length > 350_000 === isLarge).map(([key]) => key),
  );
  return (): SoakRequest => {
    const dice = random();
    const headers = { accept: one(accepts) };
    if (dice < 0.03) return { ...one(odd), init: { headers } };
    const key = one((dice < 0.06 ? large : small) ?? []);
    const width = 40 + 8 * Math.floor(random() * 40);
    const query = one(dice < 0.8 ? common : special).replaceAll('W', String(width));
    const path = `/${encodeURIComponent(key)}?${query}`;
    if (dice > 0.98) return { path, init: { headers, method: 'HEAD' }, statuses: [200, 302, 415] };
    // What is no image has no facts; large derivatives are redirected to.
    return { path, init: { headers }, statuses: query.startsWith('format=') ? [200, 415] : [200, 302] };
  };
};
