import { Underivable } from '../errors.ts';
import { isLarge, isUncertain } from './cost.ts';
import type { Derivative, Order } from './derivative.ts';
import { detectFormat, isOfType } from './formats/detect.ts';
import { probe } from './formats/probe.ts';
import type { OriginalFormat } from './formats/registry.ts';
import type { StrippedOriginal } from './strip-original.ts';
import { compileLess } from './tiering.ts';
import { deriveInWorker, stripInWorker } from './worker.ts';
import { startWorker } from './worker-pool.ts';

/** From the bytes of an original to those of a variant. Throws Underivable. */
export const derive = async (bytes: Uint8Array, order: Order): Promise<Derivative> => {
  const derivative = (await deriveFirst(bytes, order)) ?? (await deriveInWorker(bytes, order));
  // Caches keep an answer together with its type.
  if (isOfType(derivative.bytes, derivative.type)) return derivative;
  throw new Underivable('fault', `${derivative.bytes.length} bytes that are no ${derivative.type}`);
};

/** An original without its metadata, no pixel encoded again. Throws Underivable. */
export const strip = async (bytes: Uint8Array, order: Omit<Order, 'variant'>): Promise<StrippedOriginal> => {
  isCold = false;
  const stripped = await stripInWorker(bytes, order);
  if (isOfType(stripped.bytes, stripped.type)) return stripped;
  throw new Underivable('fault', `${stripped.bytes.length} bytes that are no ${stripped.type}`);
};

/** Whether nothing has been made yet, so that no worker is there. */
let isCold = true;

/**
 * A cold function makes its first image itself, since a worker takes longer to start: if it is small, and its bytes tell for sure what it costs.
 * Undefined for all others: each of libvips' threads would keep some MB of memory, and V8 would compile the same code in both processes.
 */
const deriveFirst = async (bytes: Uint8Array, order: Order): Promise<Derivative | undefined> => {
  const isFirst = isCold;
  isCold = false;
  if (!isFirst || !isPlain(bytes, order)) return undefined;
  const { prepare } = await import('./make.ts');
  try {
    return await compileLess(async () => {
      const structure = probe(bytes, order.limits);
      if (isUncertain(structure)) return undefined;
      const task = await prepare(structure, order);
      return task.uncertain || isLarge(task.cost) ? undefined : task.carryOut();
    });
  } finally {
    // Also after a damaged image: the next one needs it.
    setTimeout(startWorker, startAfter).unref();
  }
};

// Milliseconds in which the first image is stored and answered before a worker's boot competes for the CPU.
const startAfter = 50;

// Formats whose bytes tell what they cost.
const plainFormats = new Set<unknown>(['jpeg', 'png', 'webp', 'gif'] satisfies OriginalFormat[]);

/** Whether nothing has to be measured in the pixels, nothing compared for an explanation, and the format is one of the sure ones. */
const isPlain = (bytes: Uint8Array, { variant }: Order): boolean =>
  plainFormats.has(detectFormat(bytes)) &&
  variant.trim === undefined &&
  typeof variant.position !== 'string' &&
  !variant.explain;
