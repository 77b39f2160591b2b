/** The most that an image may cost. Sizes in bytes, times in milliseconds. */
export type Limits = {
  /** Bytes of an original. */
  bytes: number;
  /** Pixels of an original, all frames counted. */
  pixels: number;
  /** Frames of an animation; a longer one is shown as a still. */
  frames: number;
  /** Milliseconds of CPU for one image: estimated beforehand, and enforced; outside Linux by the wall clock. */
  milliseconds: number;
  /** Bytes of memory for one image: estimated beforehand, and enforced on Linux, where a process's memory can be read. */
  memory: number;
  /** `false`: the original's own bytes are no answer, even where they are the very image that is asked for. */
  ownBytes?: false;
};
