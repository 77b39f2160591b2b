import { profileSpace, readProfileTags } from './icc-read.ts';
import { assembleProfile } from './icc-write.ts';

/** Only what colors are computed from (ICC.1:2022, 9.2). Texts, makers' tags, dates and what follows the last tag go. */
const computed = new Set([
  ...['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC', 'kTRC', 'wtpt', 'chad', 'cicp'],
  ...['A2B0', 'A2B1', 'A2B2', 'B2A0', 'B2A1', 'B2A2', 'D2B0', 'D2B1', 'D2B2', 'B2D0', 'B2D1', 'B2D2'],
]);

// A press profile with tables for three intents has 2 to 3 MB.
const mostBytes = 8 * 1024 * 1024;

/**
 * An ICC profile that converts as the given one does and says nothing else: not who made it, when, or for which screen.
 * Undefined for what is no profile.
 */
export const cleanProfile = (icc: Buffer): Buffer | undefined => {
  const space = profileSpace(icc);
  if (space === '' || icc.length < 132 || icc.length > mostBytes) return undefined;
  const tags = Object.entries(readProfileTags(icc))
    .filter(([name, body]) => computed.has(name) && body.length >= 12)
    .map(([name, body]): [string, Buffer] => [name, body.subarray(0, lengthOf(body))]);
  // Tags that overlap are written one by one; those that are the same once.
  const lengths = new Map(tags.map(([, body]) => [`${body.byteOffset} ${body.length}`, body.length]));
  const length = [...lengths.values()].reduce((sum, each) => sum + each, 0);
  if (tags.length === 0 || length > mostBytes) return undefined;
  return assembleProfile(tags, headerOf(icc));
};

/** Of the header only version, class, both color spaces and the rendering intent (7.2). */
const headerOf = (icc: Buffer) => ({
  version: icc.readUInt32BE(8),
  kind: icc.subarray(12, 24),
  intent: icc.readUInt32BE(64),
});

/** Bytes that a tag's type needs, where that is a number of values (10.6, 10.18, 10.31); tables keep theirs. */
const lengthOf = (body: Buffer): number => {
  const type = body.toString('latin1', 0, 4);
  if (type === 'XYZ ') return 20;
  if (type === 'sf32') return 44;
  if (type === 'cicp') return 12;
  if (type === 'curv') return 12 + 2 * body.readUInt32BE(8);
  if (type === 'para') return 12 + 4 * ([1, 3, 4, 5, 7][body.readUInt16BE(8)] ?? 0);
  return body.length;
};
