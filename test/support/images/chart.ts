import sharp, { type Exif, type Sharp } from 'sharp';
import { writeProfile } from '../../../edge/image/color/icc-write.ts';
import { fromSrgb, rgbSpaces, tagPng } from '../../../samples/icc.ts';

export type Color = readonly [r: number, g: number, b: number, a: number];

/** What a chart looks like, upright and in sRGB, whatever the file's format, orientation or profile. */
export type Chart = {
  width: number;
  height: number;
  format: 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff';
  /** EXIF orientation: the stored pixels are turned so that the upright view stays the same. */
  orientation?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
  /** The bottom right quadrant becomes transparent. */
  alpha?: boolean;
  /** GIF and WebP: in every further frame the four colors move on by one quadrant, clockwise. */
  frames?: number;
  /** Milliseconds, one a frame (GIF keeps hundredths of a second). */
  delays?: number[];
  loop?: number;
  /** The colors are said in this space's numbers, so they look the same. 'grey' and 'cmyk' come as near as they can. */
  profile?: 'srgb' | 'p3' | 'adobe' | 'prophoto' | 'cmyk' | 'grey';
  /** PNG and TIFF. */
  depth?: 8 | 16;
  quality?: number;
  /** Clockwise from the top left. */
  colors?: readonly [Color, Color, Color, Color];
  /** A white disc, for position=attention: its centre in fractions, its radius as a fraction of the shorter side. */
  disc?: { x: number; y: number; radius: number };
  metadata?: { gps?: boolean; serial?: string; copyright?: string; xmp?: string };
};

/** The chart's colors, by quadrant. */
export const quadrants = {
  topLeft: [255, 0, 0, 255],
  topRight: [0, 255, 0, 255],
  bottomRight: [255, 255, 0, 255],
  bottomLeft: [0, 0, 255, 255],
} as const satisfies Record<string, Color>;

const WHITE: Color = [255, 255, 255, 255];

/** Draws a test chart: four solid quadrants, so that a test can name a point and say its color. */
export const chart = async (wanted: Chart): Promise<Buffer> => {
  const { width, height } = storedSize(wanted);
  const frames = wanted.frames ?? 1;
  const pixels = drawFrames(wanted);
  const raw = { width, height: height * frames, channels: 4 as const };
  const drawn =
    frames > 1
      ? sharp(pixels, { raw: { ...raw, pageHeight: height } })
      : sharp(await profiled(wanted, sharp(pixels, { raw })), { limitInputPixels: false });
  return encode(wanted, withMetadata(wanted, drawn)).toBuffer();
};

/** The color at a point of the upright image (x, y from 0 to 1), in sRGB, as a browser would show it. */
export const colorAt = async (bytes: Uint8Array, x: number, y: number, frame = 0): Promise<Color> => {
  const { data, info } = await sharp(bytes, { page: frame })
    .autoOrient()
    .toColorspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const column = Math.min(info.width - 1, Math.floor(x * info.width));
  const row = Math.min(info.height - 1, Math.floor(y * info.height));
  const [r = 0, g = 0, b = 0, a = 0] = data.subarray((row * info.width + column) * 4);
  return [r, g, b, a];
};

/** Whether every channel is within the tolerance (0..255). A transparent point has no color: only its alpha counts. */
export const near = (color: Color, expected: Color, tolerance = 18): boolean =>
  color.every((value, channel) => {
    const counts = channel === 3 || expected[3] > 0;
    return !counts || Math.abs(value - (expected[channel] ?? 0)) <= tolerance;
  });

const storedSize = ({ width, height, orientation = 1 }: Chart) =>
  orientation >= 5 ? { width: height, height: width } : { width, height };

const drawFrames = (wanted: Chart): Uint8Array | Uint16Array => {
  const { width, height } = storedSize(wanted);
  const frames = wanted.frames ?? 1;
  const top = wanted.depth === 16 ? 65535 : 255;
  const pixels = new (top > 255 ? Uint16Array : Uint8Array)(width * height * frames * 4);
  const palette = inProfile(wanted, top);
  let at = 0;
  for (let frame = 0; frame < frames; frame++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += 4)
        pixels.set(palette[patchAt(wanted, upright(wanted, x, y), frame)] ?? WHITE, at);
    }
  }
  return pixels;
};

// Stored point -> upright point. EXIF 2.32, table 6 (orientation), read backwards.
const upright = ({ width, height, orientation = 1 }: Chart, x: number, y: number): [number, number] => {
  const right = width - 1;
  const bottom = height - 1;
  switch (orientation) {
    case 2:
      return [right - x, y];
    case 3:
      return [right - x, bottom - y];
    case 4:
      return [x, bottom - y];
    case 5:
      return [y, x];
    case 6:
      return [right - y, x];
    case 7:
      return [right - y, bottom - x];
    case 8:
      return [y, bottom - x];
    default:
      return [x, y];
  }
};

// 0..3 are the quadrants clockwise from the top left, 4 is the disc.
const patchAt = ({ width, height, disc }: Chart, [x, y]: [number, number], frame: number): number => {
  const radius = disc ? disc.radius * Math.min(width, height) : 0;
  if (disc && Math.hypot(x + 0.5 - disc.x * width, y + 0.5 - disc.y * height) <= radius) return 4;
  const isRight = x + 0.5 >= width / 2;
  const isBottom = y + 0.5 >= height / 2;
  const quadrant = isBottom ? (isRight ? 2 : 3) : isRight ? 1 : 0;
  return (quadrant - (frame % 4) + 4) % 4;
};

const inProfile = ({ colors = clockwise, alpha, profile = 'srgb' }: Chart, top: number): Color[] => {
  const space = profile === 'cmyk' || profile === 'grey' ? rgbSpaces.srgb : rgbSpaces[profile];
  return [...colors, WHITE].map(([r, g, b, a], index): Color => {
    if (alpha && index === 2) return [0, 0, 0, 0];
    const [red, green, blue] = fromSrgb([r / 255, g / 255, b / 255], space);
    return [Math.round(red * top), Math.round(green * top), Math.round(blue * top), Math.round((a / 255) * top)];
  });
};

const clockwise = [quadrants.topLeft, quadrants.topRight, quadrants.bottomRight, quadrants.bottomLeft] as const;

const profiled = async ({ alpha, depth, profile }: Chart, drawn: Sharp): Promise<Buffer> => {
  const flat = alpha ? drawn : drawn.removeAlpha();
  const png = await flat
    .toColorspace(depth === 16 ? 'rgb16' : 'srgb')
    .png({ compressionLevel: 1 })
    .toBuffer();
  const tagged = profile !== undefined && profile !== 'cmyk' && profile !== 'grey';
  return tagged ? tagPng(png, writeProfile(rgbSpaces[profile])) : png;
};

const encode = ({ format, quality = 95, delays, loop, profile, depth, alpha }: Chart, drawn: Sharp): Sharp => {
  const deep = depth === 16;
  const converted =
    profile === 'cmyk'
      ? drawn.toColorspace('cmyk').withIccProfile('cmyk')
      : profile === 'grey'
        ? drawn.toColorspace(deep ? 'grey16' : 'b-w')
        : drawn.toColorspace(deep ? 'rgb16' : 'srgb').keepIccProfile();
  const times = { ...(delays && { delay: delays }), ...(loop !== undefined && { loop }) };
  switch (format) {
    case 'jpeg':
      return (alpha ? converted.flatten({ background: 'white' }) : converted).jpeg({
        quality,
        chromaSubsampling: '4:4:4',
      });
    case 'png':
      return converted.png();
    case 'webp':
      return converted.webp({ quality, ...times });
    case 'avif':
      return converted.avif({ quality, effort: 0, chromaSubsampling: '4:4:4' });
    case 'gif':
      return converted.gif({ effort: 1, ...times });
    case 'tiff':
      return converted.tiff({ compression: 'deflate' });
  }
};

const withMetadata = ({ orientation, metadata = {} }: Chart, drawn: Sharp): Sharp => {
  const { gps, serial, copyright, xmp } = metadata;
  const exif: Exif = {
    ...(copyright && { IFD0: { Copyright: copyright, Artist: copyright } }),
    ...(serial && { IFD2: { BodySerialNumber: serial } }),
    ...(gps && { IFD3: SEOUL }),
  };
  const described = Object.keys(exif).length > 0 ? drawn.withExif(exif) : drawn;
  const written = xmp === undefined ? described : described.withXmp(xmp);
  return orientation === undefined ? written : written.withMetadata({ orientation });
};

const SEOUL = {
  GPSLatitudeRef: 'N',
  GPSLatitude: '37/1 33/1 59/1',
  GPSLongitudeRef: 'E',
  GPSLongitude: '126/1 58/1 41/1',
};
