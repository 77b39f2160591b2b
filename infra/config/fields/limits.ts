import { lifetime, part, whole } from './rules.ts';

/** The limits of an original; a larger one is sent unchanged. */
export const limits = part({
  /**
   * Bytes of the file. A 12-megapixel camera JPEG has 3–12 MB. The file, its copy in libvips and the pixels share `memory`.
   */
  bytes: whole(1, 512 * 1024 * 1024, 'bytes').default(40 * 1024 * 1024),
  /**
   * Width × height × frames, once decoded. The largest cameras give 102 megapixels. Decoded at 4 bytes a pixel the default is
   * 480 MB, which `memory` holds.
   */
  pixels: whole(1, 1_000_000_000, 'pixels').default(120_000_000),
  /** Frames of an animation. The default is ten seconds at 30 images a second. */
  frames: whole(1, 10_000, 'frames').default(300),
  /**
   * Milliseconds that decoding and encoding may be estimated at, or take where the estimate is uncertain. A viewer who has
   * waited this long is better served with the original.
   */
  milliseconds: whole(100, 30_000, 'milliseconds').default(4000),
  /**
   * Bytes of memory that decoding and encoding may be estimated at, or take where the estimate is uncertain. The function's own
   * process needs up to 500 MB beside it, its own images included.
   */
  memory: whole(1e8, 1e10, 'bytes, up to memory - 500 MB,').default(768 * 1024 * 1024),
}).prefault({});

/** Seconds for which CloudFront and browsers keep an answer. */
export const lifetimes = part({
  /** Of a derivative whose original has no Cache-Control. */
  derivative: lifetime().default(86_400),
  /** Of an original sent because no derivative could be made. */
  failure: lifetime().default(60),
  /** Of a 404. */
  missing: lifetime().default(30),
  /** How long past its lifetime an image may be shown while a new one is fetched. */
  staleWhileRevalidate: lifetime().default(3600),
  /** How long past its lifetime an image may be shown while S3 or the function fails. */
  staleIfError: lifetime().default(86_400),
}).prefault({});
