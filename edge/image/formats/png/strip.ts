import { cleanProfile } from '../../color/icc-clean.ts';
import { profileSpace } from '../../color/icc-read.ts';
import { type Chunk, chunksOf, endChunk, pngSignature, writeChunk } from './chunks.ts';
import { deflatedProfile, inflatedProfile } from './color.ts';

// PNG 3 (https://www.w3.org/TR/png-3/#11Chunks): pixels, transparency, what colors mean, the frames of an animation; and
// the most bytes that each can need. Whatever is longer holds something else.
const needed: { [type: string]: number } = {
  ...{ IHDR: 13, PLTE: 768, tRNS: 256, IDAT: Number.POSITIVE_INFINITY },
  ...{ sRGB: 1, gAMA: 4, cHRM: 32, cICP: 4, mDCV: 24, cLLI: 8 },
  ...{ acTL: 8, fcTL: 26, fdAT: Number.POSITIVE_INFINITY },
};

/** The same PNG without metadata. Undefined where it breaks off. */
export const stripPng = (bytes: Buffer): Buffer | undefined => {
  const parts = [pngSignature];
  let hasProfile = false;
  for (const chunk of chunksOf(bytes)) {
    if (chunk.type === 'IEND') return Buffer.concat([...parts, endChunk().whole]);
    if (chunk.isCut) return undefined;
    if (isNeeded(chunk)) parts.push(chunk.whole);
    if (chunk.type !== 'iCCP') continue;
    if (!hasProfile) parts.push(...cleanColor(chunk));
    hasProfile = true;
  }
  return undefined;
};

// The signature, and a header of 13 bytes in its chunk.
const headerEnd = 33;

/** Adds EXIF to a stripped PNG, before its pixels. */
export const addPngExif = (png: Buffer, exif: Buffer): Buffer =>
  Buffer.concat([png.subarray(0, headerEnd), writeChunk('eXIf', exif), png.subarray(headerEnd)]);

const isNeeded = ({ type, content }: Chunk) => content.length <= (needed[type] ?? -1);

/** The profile without its name and what else it tells; none where it is none. */
const cleanColor = (chunk: Chunk): Buffer[] => {
  const profile = inflatedProfile(chunk.content);
  const clean = profile && cleanProfile(profile);
  return clean ? [writeChunk('iCCP', deflatedProfile(clean))] : [];
};

// Most PNGs say how dense their pixels are. What the decoder makes of it goes nowhere, and without it the file would have to be copied.
const harmless: { [type: string]: number } = { pHYs: 9, tIME: 7 };

/** Whether the decoder is given a chunk: pixels and colors, and nothing else that it would inflate, follow or hold. */
export const isForDecoder = (chunk: Chunk): boolean =>
  isNeeded(chunk) || isProfile(chunk) || chunk.content.length === harmless[chunk.type];

/** Whether a chunk is a profile that the decoder may inflate. One of neither RGB nor gray is passed over, as if there were none. */
const isProfile = ({ type, content }: Chunk): boolean => {
  const profile = type === 'iCCP' ? inflatedProfile(content) : undefined;
  return profile !== undefined && /^(RGB |GRAY)$/.test(profileSpace(profile));
};
