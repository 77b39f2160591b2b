import type { Variant } from '../query/parameters.ts';
import type { OriginalImage } from './describe.ts';
import type { Budget } from './encode/budget.ts';
import type { Candidate } from './encode/choose/candidates.ts';
import type { EncodeChoice } from './encode/encode.ts';
import type { Note } from './encode/verify.ts';
import type { Plan } from './geometry/plan.ts';
import type { Size } from './geometry/size.ts';
import type { Limits } from './limits.ts';

/** What is asked for: a variant of an original, within limits, and the watermark's bytes where the variant names one. */
export type Order = { variant: Variant; limits: Limits; budget: Budget; mark?: Uint8Array | undefined };

/** What is made: the bytes of a variant, their media type, and how long each stage took in milliseconds. */
export type Derivative = {
  bytes: Buffer;
  type: string;
  size: Size;
  original: OriginalImage;
  /** Where every pixel went; a drawing that stays one has no pixels. */
  plan?: Plan;
  /** Milliseconds by stage. */
  took: { [stage: string]: number };
  /** All that was encoded, and what decided which encodings were tried. */
  candidates?: Candidate[];
  seen?: EncodeChoice;
  /** The original's gain map is kept. */
  gainMap?: true;
  /** Another process has made it and has read all of the original, whose memory may be freed. */
  fromWorker?: true;
  /** What of the variant could not be had. */
  note?: Note;
};
