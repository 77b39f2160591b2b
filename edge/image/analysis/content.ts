import type { Pixels } from '../pixels/pixels.ts';

/** What the pixels say about which encodings suit them. */
export type ImageContent = {
  /** Nothing is transparent. */
  opaque: boolean;
  /** Flat areas with hard edges, which lossless WebP writes smaller than any lossy encoder. */
  drawn: boolean;
  /** Much of it is flat, as in graphics and screenshots, though edges may be soft: a lossless encoder may win. */
  graphic: boolean;
  /** It has frames. */
  moves: boolean;
};

// Share of pixels that equal their right neighbor. A flat graphic at its own size has 0.94; shrunk it has 0.75 (with soft
// edges lossy formats are three times smaller), a photograph 0.05, a painted sky 0.25.
const drawnShare = 0.9;
const graphicShare = 0.12;
const samples = 4096;

/** Examines all alpha values and some thousand pairs of pixels. Animations count as not drawn: it would gain them nothing. */
export const analyzeContent = (pixels: Pixels): ImageContent => {
  const moves = pixels.frames > 1;
  const repeated = moves ? 0 : repeatedShare(pixels);
  return { opaque: isOpaque(pixels), drawn: repeated >= drawnShare, graphic: repeated >= graphicShare, moves };
};

const isOpaque = ({ bytes, channels }: Pixels): boolean => {
  if (channels % 2 === 1) return true;
  for (let at = channels - 1; at < bytes.length; at += channels) if (bytes[at] !== 255) return false;
  return true;
};

const repeatedShare = ({ bytes, channels, width }: Pixels): number => {
  const count = Math.floor(bytes.length / channels);
  // Odd, or all samples of an even width might lie in one column.
  const step = Math.max(1, Math.floor(count / samples)) | 1;
  let same = 0;
  let seen = 0;
  for (let pixel = 0; pixel + 1 < count; pixel += step) {
    if ((pixel + 1) % width === 0) continue;
    const at = pixel * channels;
    seen += 1;
    if (isRepeated(bytes, at, channels)) same += 1;
  }
  return seen === 0 ? 0 : same / seen;
};

const isRepeated = (bytes: Buffer, at: number, channels: number): boolean => {
  for (let here = at; here < at + channels; here++) if (bytes[here] !== bytes[here + channels]) return false;
  return true;
};
