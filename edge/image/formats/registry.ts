import { avif } from './avif/avif.ts';
import type { Container } from './container.ts';
import { gif } from './gif/gif.ts';
import { jpeg } from './jpeg/jpeg.ts';
import { png } from './png/png.ts';
import { svg } from './svg/svg.ts';
import { tiff } from './tiff/tiff.ts';
import { webp } from './webp.ts';

/**
 * THE table of formats. Who must know something of a format asks here: detection, probing, stripping, prices, the
 * decoders that are unblocked, negotiation, file names.
 */
export const containers = { jpeg, png, webp, avif, gif, svg, tiff } as const satisfies Record<string, Container>;

type Containers = typeof containers;

/** A format that an original can have. */
export type OriginalFormat = keyof Containers;

/** A format that a derivative of pixels can have. */
export type Format = {
  [Name in OriginalFormat]: Containers[Name] extends { output: object } ? Name : never;
}[OriginalFormat];

/** A way of writing a format down. */
export type Encoding<Name extends Format = Format> = Containers[Name]['output']['encodings'][number];

/** The format that an encoding writes. */
export type FormatOf<Written extends Encoding> = {
  [Name in Format]: Written extends Encoding<Name> ? Name : never;
}[Format];

/** A format that is sent only to viewers that accept it. */
type NegotiatedFormat = {
  [Name in Format]: Containers[Name]['output'] extends { negotiated: true } ? Name : never;
}[Format];

/** The row of a format. */
export const containerOf = (format: OriginalFormat): Container => containers[format];

/** All rows, with their formats. */
export const containerList: readonly (readonly [OriginalFormat, Container])[] = namesOf(containers).map((format) => [
  format,
  containerOf(format),
]);

/** The frames of an original that a derivative of this format shows: a format without animation shows one. */
export const framesIn = (format: Format, frames: number): number => (containers[format].animation ? frames : 1);

/** Whether a format is one that derivatives can have. */
export const isOutput = (format: OriginalFormat): format is Format => containerOf(format).output !== undefined;

/** Whether a format is sent only to viewers that accept it. */
export const isNegotiated = (format: Format): format is NegotiatedFormat =>
  containerOf(format).output?.negotiated === true;

function namesOf<Name extends string>(rows: { [name in Name]: unknown }): Name[] {
  const isName = (name: string): name is Name => name in rows;
  return Object.keys(rows).filter(isName);
}
