import sharp from 'sharp';

/** Texts of eight letters and more in an image's metadata: makers, serial numbers, places, tools, comments. */
export const secretsOf = async (bytes: Buffer): Promise<string[]> => {
  const { exif, xmp, iptc, comments = [] } = await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata();
  const blocks = [exif, xmp, iptc, ...comments.map(({ text }) => Buffer.from(text)), ...jpegComments(bytes)];
  const texts = blocks.flatMap((block) => block?.toString('latin1').match(/[\x20-\x7e]{8,}/g) ?? []);
  // The names of tag sets are no secrets of this image.
  const isSecret = (text: string) => text.length >= 8 && !text.endsWith(huffmanTable);
  return [...new Set(texts.map((text) => text.trim()).filter(isSecret))].slice(0, 500);
};

// ISO/IEC 10918-1, table K.5: a thumbnail has it, and so have most images.
const huffmanTable = 'CDEFGHIJSTUVWXYZcdefghijstuvwxyz';

/** What of an image's metadata is still there. */
export const leaksOf = async (bytes: Buffer, secrets: string[]): Promise<string[]> => {
  const { exif, xmp, iptc, comments, orientation } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const blocks = Object.entries({ exif, xmp, iptc, comments, orientation }).filter(([, block]) => block !== undefined);
  const text = bytes.toString('latin1');
  const marks = [
    'Exif\0\0',
    'http://ns.adobe.com/',
    'Photoshop 3.0',
    'MPF\0',
    'eXIf',
    'iTXt',
    'tEXt',
    'zTXt',
    'XMP DataXMP',
  ];
  return [...blocks.map(([name]) => name), ...[...marks, ...secrets].filter((secret) => text.includes(secret))];
};

const jpegComments = (bytes: Buffer): Buffer[] => {
  const found: Buffer[] = [];
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return found;
  for (
    let at = 2;
    bytes[at] === 0xff && bytes[at + 1] !== 0xda && at + 4 < bytes.length;
    at += 2 + bytes.readUInt16BE(at + 2)
  )
    if (bytes[at + 1] === 0xfe) found.push(bytes.subarray(at + 4, at + 2 + bytes.readUInt16BE(at + 2)));
  return found;
};
