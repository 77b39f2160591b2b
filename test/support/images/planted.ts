import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { readProfileTags } from '../../../edge/image/color/icc-read.ts';
import { assembleProfile, writeProfile } from '../../../edge/image/color/icc-write.ts';
import { writeSegment } from '../../../edge/image/formats/jpeg/markers.ts';
import { writeChunk } from '../../../edge/image/formats/png/chunks.ts';
import { rgbSpaces } from '../../../samples/icc.ts';
import { chart } from './chart.ts';
import { gifOf } from './gif.ts';
import { placesInSvg } from './planted-svg.ts';

/** What is planted: it stands nowhere else. */
export const secret = 'PLANTED-7341-SECRET';

const mark = Buffer.from(secret);
const size = { width: 96, height: 64 };
const latin = (text: string) => Buffer.from(text, 'latin1');
const put = (bytes: Buffer, at: number, ...parts: Buffer[]) =>
  Buffer.concat([bytes.subarray(0, at), ...parts, bytes.subarray(at)]);

/** EXIF with a camera's serial number. */
const exif = Buffer.concat([
  latin('II*\0\x08\0\0\0\x01\0\x31\xa4\x02\0\x14\0\0\0\x1a\0\0\0\0\0\0\0'),
  mark,
  Buffer.alloc(1),
]);
const xmp = Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><x:secret>${secret}</x:secret></x:xmpmeta>`);

const adobe = [...Object.entries(readProfileTags(writeProfile(rgbSpaces.adobe)))].filter(([name]) => name.length === 4);

/** Profiles that tell something, each in another place. */
const profiles: { [place: string]: () => Buffer } = {
  'its description': () => writeProfile({ ...rgbSpaces.adobe, name: secret }),
  'a private tag': () => assembleProfile([...adobe, ['sEcR', Buffer.concat([latin('text\0\0\0\0'), mark])]], {}),
  'a tag of its maker': () => assembleProfile([...adobe, ['dmnd', Buffer.concat([latin('text\0\0\0\0'), mark])]], {}),
  'behind a curve': () =>
    assembleProfile(
      adobe.map(([name, body]) => [name, name === 'gTRC' ? Buffer.concat([body, mark]) : body]),
      {},
    ),
  'behind its end': () => Buffer.concat([writeProfile(rgbSpaces.adobe), mark]),
  'its header': () => {
    const profile = writeProfile(rgbSpaces.adobe);
    mark.copy(profile, 84);
    return profile;
  },
};

type Place = [place: string, bytes: Buffer];

const segmentAt = (jpeg: Buffer, marker: number) => jpeg.indexOf(Buffer.of(0xff, marker));

const inJpeg = async (): Promise<Place[]> => {
  const jpeg = await chart({ ...size, format: 'jpeg', quality: 60 });
  const progressive = await sharp(jpeg).jpeg({ progressive: true }).toBuffer();
  const second = (bytes: Buffer) => bytes.indexOf(Buffer.of(0xff, 0xda), segmentAt(bytes, 0xda) + 1);
  const leading: { [place: string]: Buffer } = {
    comment: writeSegment(0xfe, mark),
    'a JFIF thumbnail': writeSegment(0xe0, 'JFIF\0\x01\x02\0\0\x01\0\x01\x03\x02', mark.subarray(0, 18)),
    'a JFIF extension': writeSegment(0xe0, 'JFXX\0\x10', mark),
    EXIF: writeSegment(0xe1, 'Exif\0\0', exif),
    XMP: writeSegment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp),
    'extended XMP': writeSegment(0xe1, 'http://ns.adobe.com/xmp/extension/\0', xmp),
    'a multi-picture index': writeSegment(0xe2, 'MPF\0II*\0', mark),
    FlashPix: writeSegment(0xe2, 'FPXR\0', mark),
    Photoshop: writeSegment(0xed, 'Photoshop 3.0\0', '8BIM\x04\x04\0\0\0\0\0\x13', mark),
    'behind Adobe’s color transform': writeSegment(0xee, 'Adobe\0\x64\0\0\0\0\x01', mark),
    'an extension (JPG0)': writeSegment(0xf0, mark),
    'an expansion': writeSegment(0xdf, mark),
    'a reserved marker': writeSegment(0x02, mark),
  };
  for (let application = 3; application <= 15; application++)
    leading[`APP${application}`] = writeSegment(0xe0 + application, mark);
  for (const [place, profile] of Object.entries(profiles))
    leading[`a profile: ${place}`] = writeSegment(0xe2, 'ICC_PROFILE\0\x01\x01', profile());
  return [
    ...Object.entries(leading).map(([place, part]): Place => [place, put(jpeg, 2, part)]),
    ['between two segments', put(jpeg, segmentAt(jpeg, 0xc0), mark)],
    ['a comment between two scans', put(progressive, second(progressive), writeSegment(0xfe, mark))],
    ['between two scans', put(progressive, second(progressive), mark)],
    ['a comment without the end marker', Buffer.concat([jpeg.subarray(0, -2), writeSegment(0xfe, mark)])],
    ['a comment before the end marker', put(jpeg, jpeg.length - 2, writeSegment(0xfe, mark))],
    ['behind its end', Buffer.concat([jpeg, mark])],
    ['an image behind its end', Buffer.concat([jpeg, put(jpeg, 2, writeSegment(0xfe, mark))])],
  ];
};

const inPng = async (): Promise<Place[]> => {
  const png = await chart({ ...size, format: 'png' });
  const end = png.length - 12;
  const text = (keyword: string, content: Buffer) => Buffer.concat([latin(`${keyword}\0`), content]);
  const chunks: [place: string, type: string, content: Buffer][] = [
    ['a text', 'tEXt', text('Comment', mark)],
    ['a compressed text', 'zTXt', text('Comment', Buffer.concat([Buffer.of(0), deflateSync(mark)]))],
    ['a keyword', 'tEXt', text(secret, Buffer.from('x'))],
    ['an international text', 'iTXt', text('Comment', Buffer.concat([Buffer.alloc(4), mark]))],
    ['a compressed one', 'iTXt', text('Comment', Buffer.concat([Buffer.of(1, 0, 0, 0), deflateSync(mark)]))],
    ['XMP', 'iTXt', text('XML:com.adobe.xmp', Buffer.concat([Buffer.alloc(4), xmp]))],
    ['EXIF', 'eXIf', exif],
    ['a suggested palette', 'sPLT', Buffer.concat([mark, Buffer.of(0, 8)])],
    ['a time that is longer', 'tIME', Buffer.concat([Buffer.alloc(7, 1), mark])],
    ['a density that is longer', 'pHYs', Buffer.concat([Buffer.alloc(9), mark])],
    ['a rendering intent that is longer', 'sRGB', Buffer.concat([Buffer.of(0), mark])],
    ['code points that are longer', 'cICP', Buffer.concat([Buffer.of(1, 13, 0, 1), mark])],
    ['a private chunk', 'prVt', mark],
    ['content credentials', 'caBX', mark],
    ['an announced animation', 'acTL', Buffer.concat([Buffer.of(0, 0, 0, 1, 0, 0, 0, 0), mark])],
    [
      'a profile’s name',
      'iCCP',
      text(secret, Buffer.concat([Buffer.of(0), deflateSync(writeProfile(rgbSpaces.adobe))])),
    ],
    ...Object.entries(profiles).map(([place, profile]): [string, string, Buffer] => [
      `a profile: ${place}`,
      'iCCP',
      text('icc', Buffer.concat([Buffer.of(0), deflateSync(profile())])),
    ]),
  ];
  return [
    ...chunks.map(([place, type, content]): Place => [place, put(png, 33, writeChunk(type, content))]),
    ['a text behind the pixels', put(png, end, writeChunk('tEXt', text('Comment', mark)))],
    ['EXIF behind the pixels', put(png, end, writeChunk('eXIf', exif))],
    ['its end', Buffer.concat([png.subarray(0, end), writeChunk('IEND', mark)])],
    ['behind its end', Buffer.concat([png, mark])],
  ];
};

const riff = (type: string, content: Buffer) => {
  const head = latin(`${type}\0\0\0\0`);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
};

/** A WebP with further chunks behind its header, which announces everything; and behind its pixels. */
const webpWith = (webp: Buffer, early: Buffer, late = Buffer.alloc(0), flags = 0x2c) => {
  const plain = webp.toString('latin1', 12, 16) !== 'VP8X';
  const header = Buffer.from([flags, 0, 0, 0, size.width - 1, 0, 0, size.height - 1, 0, 0]);
  const body = plain
    ? Buffer.concat([riff('VP8X', header), early, webp.subarray(12), late])
    : Buffer.concat([put(webp.subarray(12), 18, early), late]);
  return riff('RIFF', Buffer.concat([latin('WEBP'), body]));
};

const inWebp = async (): Promise<Place[]> => {
  const webp = await chart({ ...size, format: 'webp', quality: 60, profile: 'srgb' }).then((bytes) =>
    sharp(bytes).webp({ quality: 60 }).toBuffer(),
  );
  const moving = await chart({ ...size, format: 'webp', frames: 3 });
  const frame = moving.indexOf('ANMF', 0, 'latin1');
  const content = moving.subarray(frame + 8, frame + 8 + moving.readUInt32LE(frame + 4));
  const changed = Buffer.concat([
    moving.subarray(12, frame),
    riff('ANMF', Buffer.concat([content, riff('sEcR', mark)])),
    moving.subarray(frame + 8 + content.length + (content.length % 2)),
  ]);
  const none = Buffer.alloc(0);
  return [
    ['EXIF', webpWith(webp, none, riff('EXIF', exif))],
    ['XMP', webpWith(webp, none, riff('XMP ', xmp))],
    ['a chunk before the pixels', webpWith(webp, riff('sEcR', mark))],
    ['a chunk behind the pixels', webpWith(webp, none, riff('sEcR', mark))],
    ['a second image', webpWith(webp, none, riff('VP8 ', mark))],
    ['behind its end', Buffer.concat([webp, mark])],
    ['a chunk in a frame', riff('RIFF', Buffer.concat([latin('WEBP'), changed]))],
    ['EXIF of an animation', webpWith(moving, none, riff('EXIF', exif))],
    ...Object.entries(profiles).map(
      ([place, profile]): Place => [`a profile: ${place}`, webpWith(webp, riff('ICCP', profile()))],
    ),
  ];
};

const inGif = (): Place[] => {
  const gif = gifOf(96, 64, [
    { at: [0, 0, 96, 64], color: 0 },
    { at: [0, 0, 96, 64], color: 1 },
  ]);
  const still = gifOf(96, 64, [{ at: [0, 0, 96, 64], color: 2 }]);
  const sub = Buffer.concat([Buffer.of(mark.length), mark]);
  const extension = (start: string) => Buffer.concat([latin(start), sub, Buffer.of(0)]);
  const blocks: { [place: string]: Buffer } = {
    'a comment': extension('\x21\xfe'),
    'a comment that begins as a loop does': extension('\x21\xfe\x0bNETSCAPE2.0'),
    'an application': extension('\x21\xff\x0bSECRETAP1.0'),
    XMP: extension('\x21\xff\x0bXMP DataXMP'),
    'a profile': extension('\x21\xff\x0bICCRGBG1012'),
    'a loop that is longer': extension('\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0'),
    'a text to be drawn': extension(`\x21\x01\x0c${'\0'.repeat(12)}`),
    'an unknown extension': extension('\x21\x77'),
    'a control that is longer': extension('\x21\xf9\x04\0\x0a\0\0'),
  };
  const at = gif.indexOf(Buffer.of(0x21, 0xf9));
  const stillAt = still.indexOf(Buffer.of(0x21, 0xf9));
  return [
    ...Object.entries(blocks).map(([place, block]): Place => [place, put(gif, at, block)]),
    ...Object.entries(blocks).map(([place, block]): Place => [`a still: ${place}`, put(still, stillAt, block)]),
    ['a comment before the end', put(gif, gif.length - 1, blocks['a comment'] ?? mark)],
    ['a comment without the end', Buffer.concat([gif.subarray(0, -1), blocks['a comment'] ?? mark])],
    ['behind its end', Buffer.concat([gif, mark])],
  ];
};

const box = (kind: string, ...parts: Buffer[]) => {
  const content = Buffer.concat(parts);
  const head = latin(`\0\0\0\0${kind}`);
  head.writeUInt32BE(content.length + 8);
  return Buffer.concat([head, content]);
};

/** An AVIF with a box at the end of its meta box, or its iprp's ipco: offsets into the data move with it. */
const insideMeta = (avif: Buffer, holders: string[], part: Buffer) => {
  const changed = Buffer.from(avif);
  const places = holders.map((kind) => avif.indexOf(kind, 0, 'latin1') - 4);
  for (const at of places) changed.writeUInt32BE(changed.readUInt32BE(at) + part.length, at);
  const inner = places.at(-1) ?? 0;
  const end = inner + avif.readUInt32BE(inner);
  const iloc = avif.indexOf('iloc', 0, 'latin1');
  // What sharp writes: version 0 or 1, offsets of four bytes, a base of none or four, one item after the other.
  const offset = avif.lastIndexOf(longOf(avif.indexOf('mdat', 0, 'latin1') + 4), end);
  if (offset < iloc) throw new Error('another layout of iloc than sharp writes');
  changed.writeUInt32BE(changed.readUInt32BE(offset) + part.length, offset);
  return put(changed, end, part);
};

const longOf = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const inAvif = async (): Promise<Place[]> => {
  const avif = await sharp(await chart({ ...size, format: 'png' }))
    .avif({ quality: 50, effort: 0 })
    .toBuffer();
  const uuid = box('uuid', Buffer.alloc(16, 7), mark);
  const mdat = avif.indexOf('mdat', 0, 'latin1') - 4;
  const padded = Buffer.concat([avif, mark]);
  padded.writeUInt32BE(padded.readUInt32BE(mdat) + mark.length, mdat);
  const obu = (type: number) => Buffer.concat([Buffer.of((type << 3) | 2, mark.length), mark]);
  return [
    [
      'EXIF',
      await sharp(avif)
        .withExif({ IFD0: { ImageDescription: secret } })
        .avif({ effort: 0 })
        .toBuffer(),
    ],
    ['XMP', await sharp(avif).withXmp(xmp.toString()).avif({ effort: 0 }).toBuffer()],
    ['a uuid box', Buffer.concat([avif, uuid])],
    ['free space', Buffer.concat([avif, box('free', mark)])],
    ['user data', Buffer.concat([avif, box('udta', mark)])],
    ['a second box of data', Buffer.concat([avif, box('mdat', mark)])],
    ['a movie', Buffer.concat([avif, box('moov', box('udta', mark))])],
    ['behind its end', Buffer.concat([avif, mark])],
    ['behind its data', padded],
    ['user data of the image', insideMeta(avif, ['meta'], box('udta', mark))],
    ['a uuid box of the image', insideMeta(avif, ['meta'], uuid)],
    ['an unknown property', insideMeta(avif, ['meta', 'iprp', 'ipco'], box('sEcR', mark))],
    ['a description', insideMeta(avif, ['meta', 'iprp', 'ipco'], box('udes', Buffer.alloc(4), mark))],
    ['metadata of the bitstream', withUnit(avif, obu(5))],
    ['padding of the bitstream', withUnit(avif, obu(15))],
    ...(await Promise.all(
      Object.entries(profiles).map(
        async ([place, profile]): Promise<Place> => [
          `a profile: ${place}`,
          insideMeta(avif, ['meta', 'iprp', 'ipco'], box('colr', latin('prof'), profile())),
        ],
      ),
    )),
  ];
};

/** An AVIF whose only item has one more unit at its end. */
const withUnit = (avif: Buffer, unit: Buffer) => {
  const mdat = avif.indexOf('mdat', 0, 'latin1') - 4;
  const length = avif.readUInt32BE(mdat) - 8;
  const at = avif.indexOf(longOf(length), avif.indexOf('iloc', 0, 'latin1'));
  const longer = Buffer.concat([avif, unit]);
  longer.writeUInt32BE(length + 8 + unit.length, mdat);
  longer.writeUInt32BE(length + unit.length, at);
  return longer;
};

/** A TIFF with one more tag, whose value is the secret. */
const withTag = (tiff: Buffer, tag: number, kind: number) => {
  const from = tiff.readUInt32LE(4);
  const count = tiff.readUInt16LE(from);
  const rows = Array.from({ length: count }, (_, at) => tiff.subarray(from + 2 + 12 * at, from + 14 + 12 * at));
  const row = Buffer.alloc(12);
  row.writeUInt16LE(tag, 0);
  row.writeUInt16LE(kind, 2);
  row.writeUInt32LE(mark.length, 4);
  row.writeUInt32LE(tiff.length, 8);
  const all = [...rows, row].sort((a, b) => a.readUInt16LE(0) - b.readUInt16LE(0));
  const padded = Buffer.concat([tiff, mark, Buffer.alloc((tiff.length + mark.length) % 2)]);
  padded.writeUInt32LE(padded.length, 4);
  return Buffer.concat([padded, Buffer.of(count + 1, 0), ...all, Buffer.alloc(4)]);
};

/** A TIFF whose header says that the first page begins behind some bytes that belong to nothing. */
const withGap = (tiff: Buffer) => {
  const directory = tiff.readUInt32LE(4);
  const copy = tiff.subarray(directory, directory + 2 + 12 * tiff.readUInt16LE(directory) + 4);
  const moved = Buffer.concat([tiff, mark, Buffer.alloc(mark.length % 2), copy]);
  moved.writeUInt32LE(moved.length - copy.length, 4);
  return moved;
};

const inTiff = async (): Promise<Place[]> => {
  const tiff = await chart({ ...size, format: 'tiff', metadata: { xmp: xmp.toString() } });
  return [
    ['XMP', tiff],
    ['behind its end', Buffer.concat([tiff, mark])],
    ['a description', withTag(tiff, 270, 2)],
    ['a private tag', withTag(tiff, 65_000, 1)],
    ['EXIF', withTag(tiff, 34_665, 7)],
    ['between its samples', withGap(tiff)],
  ];
};

/** Every place of every container where something can be told, with originals that tell it there. */
export const plantedOriginals = async (): Promise<[container: string, place: string, bytes: Buffer][]> => {
  const inSvg = async () => placesInSvg(secret);
  const containers = { jpeg: inJpeg, png: inPng, webp: inWebp, gif: inGif, avif: inAvif, tiff: inTiff, svg: inSvg };
  const places = await Promise.all(
    Object.entries(containers).map(async ([name, places]) =>
      (await places()).map(([place, bytes]): [string, string, Buffer] => [name, place, bytes]),
    ),
  );
  return places.flat();
};
