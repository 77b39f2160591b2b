import { Underivable } from '../../edge/errors.ts';
import { cleanProfile } from '../../edge/image/color/icc-clean.ts';
import { isSrgb } from '../../edge/image/color/icc-read.ts';
import { readRights } from '../../edge/image/encode/rights.ts';
import { detectFormat, isOfType } from '../../edge/image/formats/detect.ts';
import { readGainMap } from '../../edge/image/formats/jpeg/gain-map-metadata.ts';
import { probe } from '../../edge/image/formats/probe.ts';
import { containerOf } from '../../edge/image/formats/registry.ts';
import { stripMetadata } from '../../edge/image/formats/strip.ts';
import { config } from '../support/config.ts';

/**
 * What every reader of bytes makes of a file, in a few words: two files of which the same is said went the same ways. Throws
 * where a reader does what it must not: another error than Underivable, an image that is none after it was cleaned, one that
 * is cleaned of something twice.
 */
export const readEverything = (bytes: Buffer): string => {
  const format = detectFormat(bytes);
  const said = [String(format), probed(bytes), JSON.stringify(readRights(bytes) ?? null).slice(0, 20)];
  if (format && format !== 'svgz' && format !== 'unsupported') {
    const clean = stripMetadata(bytes, format);
    if (clean) {
      if (!isOfType(clean, containerOf(format).type)) throw new Error(`a cleaned ${format} is none`);
      if (clean.length > bytes.length + 4096) throw new Error(`a cleaned ${format} of ${clean.length} bytes`);
      const twice = stripMetadata(clean, format);
      if (!twice?.equals(clean)) throw new Error(`a cleaned ${format} is not clean`);
    }
    said.push(clean ? 'cleaned' : 'not cleaned');
  }
  if (format === 'jpeg') said.push(readGainMap({ format, bytes }) ? 'gain map' : '');
  const at = bytes.indexOf('acsp') - 36;
  if (at >= 0) said.push(`${cleanProfile(bytes.subarray(at)) !== undefined} ${isSrgb(bytes.subarray(at))}`);
  return said.join(' · ');
};

const probed = (bytes: Buffer): string => {
  try {
    const { bytes: _bytes, file: _file, price: _price, width, height, ...rest } = probe(bytes, config.limits);
    return `${width > 256} ${height > 256} ${JSON.stringify(rest)}`;
  } catch (error) {
    if (!(error instanceof Underivable)) throw error;
    return `${error.reason} ${error.message.replace(/\d+/g, 'N').slice(0, 60)}`;
  }
};
