import { randomFrom } from '../support/random.ts';

/** What one request of the load is, and what a right answer to it is. */
export type Ask = { path: string; init: RequestInit; statuses: number[]; width?: number };

/** Ranks from 0 to count - 1, the first one drawn most often: Zipf's law with exponent 1, as traffic to web sites is. */
export const zipf = (count: number, next: () => number) => {
  const sums: number[] = [];
  let total = 0;
  for (let rank = 1; rank <= count; rank++) {
    total += 1 / rank;
    sums.push(total);
  }
  return () => {
    const at = next() * total;
    return sums.findIndex((sum) => sum >= at);
  };
};

export const widths = [64, 96, 128, 160, 200, 240];
const formats = ['', '&format=auto', '&format=webp', '&format=jpeg&q=60'];
const crops = ['', '&h=100&fit=cover'];
const accepts = ['image/avif,image/webp,*/*', 'image/webp,*/*', '*/*'];

/** Every image that a page might ask for: an original, a width, a crop, a format. */
export const images = (keys: string[]) =>
  keys.flatMap((key) =>
    widths.flatMap((width) =>
      crops.flatMap((crop) => formats.map((format) => ({ path: `/${key}?w=${width}${crop}${format}`, width }))),
    ),
  );

/** A mixed load: mostly images, and a little of all else that is asked of a public server. */
export const traffic = (keys: string[], seed: number) => {
  const next = randomFrom(seed);
  const all = images(keys);
  // Popular are images of all originals alike, not those of the first one.
  const shuffled = all.map((image) => ({ ...image, at: next() })).sort((one, other) => one.at - other.at);
  const rank = zipf(all.length, next);
  // The lists are not empty, which their types don't say.
  const one = <T>(list: T[]): T => list[Math.floor(next() * list.length)] as T;
  return (): Ask => {
    const { path, width } = shuffled[rank()] as (typeof shuffled)[0];
    const headers = { accept: one(accepts) };
    const dice = next();
    if (dice < 0.88) return { path, init: { headers }, statuses: [200], width };
    if (dice < 0.91) return { path: `/${one(keys)}`, init: {}, statuses: [200] };
    if (dice < 0.93) return { path, init: { headers, method: 'HEAD' }, statuses: [200] };
    if (dice < 0.95) return { path, init: { headers: { ...headers, range: 'bytes=0-99' } }, statuses: [200, 206] };
    if (dice < 0.96) return { path: `/missing-${Math.floor(next() * 50)}.jpg?w=100`, init: {}, statuses: [404] };
    if (dice < 0.97) return { path: `/${one(keys)}?w=wide`, init: {}, statuses: [400] };
    if (dice < 0.98) return { path: '/text.jpg?w=100', init: {}, statuses: [200] };
    if (dice < 0.99) return { path: `${path}&utm_source=${next()}`, init: { headers }, statuses: [200], width };
    return { path: '/large.png?w=700&format=png', init: { headers }, statuses: [302] };
  };
};
