import { lifetime, part, whole } from './rules.ts';

/** The limits of an original; a larger one is sent unchanged. */
export const limits = part({
  /** Bytes of the file. A 12-megapixel camera JPEG has 3–12 MB. The file, libvips's copy of it and the pixels share `memory`. */
  bytes: whole(1, 512 * 1024 * 1024, 'bytes').default(40 * 1024 * 1024),
  /**
   * Width × height × frames. The largest cameras give 102 megapixels. At 4 bytes a pixel, the default takes 480 MB once
   * decoded, which `memory` can hold.
   */
  pixels: whole(1, 1_000_000_000, 'pixels').default(120_000_000),
  /** Frames of an animation. The default is ten seconds at 30 frames a second. */
  frames: whole(1, 10_000, 'frames').default(300),
  /**
   * Milliseconds that decoding and encoding may take: an estimate above this is refused, and work that reaches it is
   * stopped. After such a wait, the original serves the visitor better.
   */
  milliseconds: whole(100, 30_000, 'milliseconds').default(4000),
  /**
   * Bytes of memory that decoding and encoding may take, estimated and enforced in the same way. The function's own
   * process needs up to 500 MB besides.
   */
  memory: whole(1e8, 1e10, 'bytes (at most memory minus 500 MB)').default(768 * 1024 * 1024),
}).prefault({});

/** Seconds for which CloudFront and browsers keep an answer. */
export const lifetimes = part({
  /** A resized image whose original has no `Cache-Control`. */
  derivative: lifetime().default(86_400),
  /** An original sent because it could not be resized, or a fallback image. */
  failure: lifetime().default(60),
  /** A 404. */
  missing: lifetime().default(30),
  /** How long after its lifetime an image may still be shown while CloudFront fetches a new one. */
  staleWhileRevalidate: lifetime().default(3600),
  /** How long after its lifetime an image may still be shown while S3 or the function fails. */
  staleIfError: lifetime().default(86_400),
}).prefault({});
