import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type FetchImage, fetchImage } from '../../edge/fetch.ts';
import { fetchSettings } from '../../infra/build/fetch-settings.ts';
import { startStorage, useStorage } from '../../infra/local/storage/storage.ts';
import { config } from './config.ts';
import { startEdge } from './edge.ts';

/** The service as a viewer meets it, whatever runs it. */
export type Door = {
  get: (path: string, init?: RequestInit) => Promise<Response>;
  /** The folder that is the bucket. */
  folder: string;
  close: () => Promise<void>;
};

/** Opens a door to these originals. One a test file, since S3 clients live as long as their module. */
export type OpenDoor = (originals: Record<string, Buffer>) => Promise<Door>;

/** What stands between a viewer and the service: it is given the service, and gives the way to it. */
export type Adapter = (service: FetchImage) => Promise<{ get: Door['get']; close?: () => Promise<void> }>;

/** The address of every door that has no port. */
export const address = (path: string) => `https://d123.cloudfront.net${path}`;

/** CloudFront with both functions. */
export const edgeDoor: OpenDoor = (originals) => startEdge(originals);

/** The service as one function, behind an adapter. */
export const doorThrough =
  (adapter: Adapter, mostBytes?: number): OpenDoor =>
  async (originals) => {
    const folder = await mkdtemp(join(tmpdir(), 'door-originals-'));
    for (const [key, bytes] of Object.entries(originals)) {
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await writeFile(join(folder, key), bytes);
    }
    const storage = await startStorage({ images: folder, bucket: 'originals' });
    useStorage(storage);
    const place = { originals: { name: 'originals', region: 'us-east-1' }, front: 'none' as const };
    const { get, close } = await adapter(fetchImage({ ...fetchSettings(config, place), mostBytes }));
    return {
      get,
      folder,
      close: async () => {
        await close?.();
        await storage.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  };

/** The function itself. */
export const fetchDoor: OpenDoor = doorThrough(async (service) => ({
  get: (path, init) => service(new Request(address(path), init)),
}));
