import type { Cicp } from '../color/cicp.ts';
import type { Size } from '../geometry/size.ts';
import type { Lab } from './tiff/lab.ts';

/** What a decoder or an encoder costs. */
export type Price = {
  /** Milliseconds for a million pixels. */
  megapixel: number;
  /** Milliseconds for a million samples, each time that the decoder goes over them. */
  pass?: number;
  /** Milliseconds for a million bytes of the file. */
  megabyte?: number;
  /** Bytes held for each byte of a pixel's samples; a decoder that passes rows on as they come holds next to none. */
  held: number;
  /** Nothing in the file tells what it will cost, or what tells it can lie. */
  uncertain?: true;
};

/** How an original is built, read from its bytes alone: no decoder has seen it yet. */
export type ContainerProbe = {
  /** What decoding it costs. */
  price: Price;
  /** As stored, before orientation; of one frame. */
  width: number;
  height: number;
  /** The size of a drawing as an image, in CSS pixels and fractions of them. */
  drawing?: Size;
  frames: number;
  /** Bytes of one pixel's samples as they are stored: channels (chroma counted by its area) × depth. */
  sampleBytes: number;
  /** How often the decoder goes over all samples. */
  passes: number;
  /** What is wrong with it, as far as its structure tells. */
  damage?: string;
  /** It is animated, which the decoder does not see: `frames` is 1. */
  moves?: true;
  /** It breaks off, and frames with it; browsers show those that are there. */
  incomplete?: true;
  /** Its colors are multiplied by its alpha, which the decoder does not undo. */
  premultiplied?: true;
  /** Its gray is of limited range, 16 to 235, which the decoder does not stretch. */
  limitedGray?: true;
  /** Its samples have more bits than the decoder reads right. */
  wideSamples?: true;
  /** Its samples are Lab, which the decoder takes for RGB. */
  lab?: Lab;
  /** What its color numbers mean, where no ICC profile says it (ITU-T H.273). */
  cicp?: Cicp;
  /** What to decode: the original's bytes, inflated, completed or repaired where browsers do so too. */
  bytes: Buffer;
};

/** Where a file says who made it: EXIF (a TIFF), an XMP packet, IPTC datasets, texts by keyword. */
export type Metadata = { exif?: Buffer; xmp?: Buffer; iptc?: Buffer; texts?: ReadonlyMap<string, string> };

/** Bytes at an offset by which a format is known, one character each. */
export type Signature = readonly [offset: number, magic: string];

/** All that the rest of the tree must know of a format: one row of the registry. */
export type Container = {
  /** Media type. */
  type: `image/${string}`;
  /** File name extensions, the usual one first. */
  extensions: readonly [string, ...string[]];
  /** First bytes, as browsers sniff them (https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm). */
  signatures: readonly Signature[];
  /** Recognizes a format that has no fixed first bytes. */
  recognize?: (bytes: Uint8Array) => boolean;
  /** Its encoders usually lose detail, so what is decoded of it has artifacts. */
  lossy: boolean;
  /** Pixels can be transparent. */
  alpha: boolean;
  /** Decoder and encoder handle several frames. */
  animation: boolean;
  /** It can carry an ICC profile. */
  profile: boolean;
  /** libvips' operation that decodes it. */
  loader: `VipsForeignLoad${string}`;
  /** How the file is built. Throws RangeError where it ends early or contradicts itself, Underivable where it may not be decoded. */
  probe: (bytes: Buffer) => ContainerProbe;
  /**
   * The same image without metadata, no pixel encoded again: only what the decoder needs and what colors mean stays. Undefined
   * where something can't be taken out. Formats without it are never sent as they came.
   */
  strip?: (bytes: Buffer) => Buffer | undefined;
  /** Adds EXIF to a stripped file, where browsers turn an image by it. */
  addExif?: (stripped: Buffer, exif: Buffer) => Buffer;
  /** Its metadata, for the rights of its maker. */
  metadata?: (bytes: Buffer) => Metadata;
  /** Formats that derivatives can have: the encodings that write it (edge/image/encode/encodings.ts), and what they cost. */
  output?: {
    encodings: readonly [string, ...string[]];
    price: Price;
    /** Only some viewers show it: it is sent where `Accept` or `fmts` names it. */
    negotiated?: true;
  };
};
