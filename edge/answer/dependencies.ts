import type { derive, strip } from '../image/derive.ts';
import { readNamed } from '../storage/named-objects.ts';
import { type ObjectLocation, type ObjectVersion, readOriginal } from '../storage/originals.ts';

/** What reads originals and makes derivatives; tests replace it. */
export type Dependencies = {
  /** The bytes are the caller's, who may free their memory. */
  read: typeof readOriginal;
  readNamed: (location: ObjectLocation, milliseconds: number) => Promise<ObjectVersion>;
  load: () => Promise<{ derive: typeof derive }>;
  strip: typeof strip;
};

/** The decoders are loaded when they are first needed: a derivative that is kept already needs none. */
export const dependencies: Dependencies = {
  read: readOriginal,
  readNamed,
  load: () => loadDecoders(),
  strip: async (bytes, order) => (await loadDecoders()).strip(bytes, order),
};

let decoders: Promise<typeof import('../image/derive.ts')> | undefined;

// A second `import` takes Node's loader 0.07 ms.
const loadDecoders = () => {
  decoders ??= import('../image/derive.ts');
  return decoders;
};
