import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chrome, type Edge, startEdge } from '../support/edge.ts';
import { type Entry, entries, folder, isMade, isRefused, opened } from './manifest.ts';

// The whole way of a request, from a browser's URL to S3 and back, in the handler's own process.

const keyOf = ({ path }: Entry) => path.replaceAll('/', '-');
const refused = entries.filter(isRefused);
const drawings = entries.filter(({ path }) => path in opened);
// One of every folder.
const made = [...Map.groupBy(entries.filter(isMade), ({ path }) => path.replace(/[^/]+$/, '')).values()].flatMap(
  ([first]) => (first ? [first] : []),
);

let edge: Edge;
beforeAll(async () => {
  const files = [...refused, ...drawings, ...made].map(async (entry) => [
    keyOf(entry),
    await readFile(join(folder, entry.path)),
  ]);
  edge = await startEdge(Object.fromEntries(await Promise.all(files)));
});
afterAll(() => edge.close());

describe.skipIf(refused.length === 0)('the untouched original and a reason, for a short while', () => {
  test.each(refused.map((entry): [path: string, entry: Entry] => [entry.path, entry]))('%s', async (path, entry) => {
    const response = await edge.get(`/${keyOf(entry)}?w=300&format=auto`, { headers: { accept: chrome } });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-image-reason')).toMatch(/^[a-z-]+$/);
    expect(response.headers.get('cache-control')).toBe('public, max-age=60');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(await readFile(join(folder, path)));
  });
});

/** Of a media type, where sharp names the format otherwise. */
const subtypes: { [format: string]: string | undefined } = { heif: 'avif', svg: 'svg+xml' };

describe.skipIf(made.length === 0)('an image that a browser shows', () => {
  test.each(made.map((entry): [path: string, entry: Entry] => [entry.path, entry]))('%s', async (_, entry) => {
    const response = await edge.get(`/${keyOf(entry)}?w=300&format=auto`, { headers: { accept: chrome } });
    expect([response.status, response.headers.get('x-image-reason')]).toEqual([200, null]);
    const { format = '' } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    expect(response.headers.get('content-type')).toBe(`image/${subtypes[format] ?? format}`);
  });
});

describe.skipIf(drawings.length === 0)('a drawing that plain sharp refuses', () => {
  test.each(drawings.map((entry): [path: string, entry: Entry] => [entry.path, entry]))('%s', async (_, entry) => {
    for (const format of ['svg', 'png']) {
      const response = await edge.get(`/${keyOf(entry)}?w=300&format=${format}`, { headers: { accept: chrome } });
      expect([response.status, response.headers.get('content-type')?.replace(/\+xml.*/, '')]).toEqual([
        200,
        `image/${format}`,
      ]);
      // Nothing of another file is in it.
      expect(await response.text()).not.toMatch(/root:/);
    }
  });
});
