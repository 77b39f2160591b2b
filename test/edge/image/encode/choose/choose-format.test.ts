import { describe, expect, test } from 'vitest';
import type { OriginalImage } from '../../../../../edge/image/describe.ts';
import { chooseFormat, encodingsOf } from '../../../../../edge/image/encode/choose/choose-format.ts';
import { rowOf } from '../../../../../edge/image/encode/encodings.ts';
import { containerList, isNegotiated, isOutput } from '../../../../../edge/image/formats/registry.ts';
import type { Variant } from '../../../../../edge/query/parameters.ts';

const photo: OriginalImage = {
  ...{ format: 'jpeg', width: 3000, height: 2000, orientation: 1, alpha: false, colors: { name: 'srgb' } },
  ...{ animated: false, frames: 1, delays: [], loop: 0 },
};
const png: OriginalImage = { ...photo, format: 'png' };
const clear: OriginalImage = { ...png, alpha: true };
const moving: OriginalImage = { ...photo, format: 'gif', animated: true, frames: 9 };
const both: Variant = { format: 'auto', fmts: ['avif', 'webp'] };
const webp: Variant = { format: 'auto', fmts: ['webp'] };
const none: Variant = { format: 'auto', fmts: [] };
const lossless = { lossless: true };

describe('the format depends on the variant, the Accept header and the original', () => {
  test.each([
    // format=auto
    ['photograph', photo, both, 1e6, 'avif'],
    ['photograph, WebP first', photo, { format: 'auto', fmts: ['webp', 'avif'] }, 1e6, 'avif'],
    ['photograph, no AVIF', photo, webp, 1e6, 'webp'],
    ['photograph, nothing modern', photo, none, 1e6, 'jpeg'],
    ['photograph in a PNG', png, none, 1e6, 'jpeg'],
    ['too large for AVIF in time', photo, both, 3e6, 'webp'],
    ['too large for AVIF, which alone is named', photo, { format: 'auto', fmts: ['avif'] }, 3e6, 'jpeg'],
    ['alpha', clear, both, 1e6, 'avif'],
    ['alpha, nothing modern', clear, none, 1e6, 'png'],
    ['animation', moving, both, 1e4, 'webp'],
    ['animation, nothing modern', moving, none, 1e4, 'gif'],
    ['lossless', photo, { ...both, ...lossless }, 1e6, 'webp'],
    ['lossless, nothing modern', photo, { ...none, ...lossless }, 1e6, 'png'],
    // and nothing else
    ...(
      [
        [['avif'], photo, 1e6, 'avif'],
        [['avif'], photo, 9e6, 'avif'],
        [['avif'], clear, 1e6, 'avif'],
        [['avif'], moving, 1e4, 'avif'],
        [['webp'], moving, 1e4, 'webp'],
        [['jpeg'], photo, 1e6, 'jpeg'],
        [['jpeg'], clear, 1e6, 'jpeg'],
        [['png'], photo, 1e6, 'png'],
        [['gif'], photo, 1e6, 'gif'],
        [['jpeg', 'gif'], moving, 1e4, 'gif'],
        [['jpeg', 'png'], moving, 1e4, 'png'],
        [['jpeg', 'gif'], clear, 1e6, 'gif'],
        // Nothing that a derivative can be.
        [['svg'], clear, 1e6, 'png'],
      ] as const
    ).map(([fmts, ...rest]) => {
      const [original, pixels, expected] = rest;
      return [`only ${fmts}`, original, { format: 'auto', fmts: [...fmts, 'only'] }, pixels, expected];
    }),
    // as it is
    ['photograph', photo, {}, 1e6, 'jpeg'],
    ['photograph in a PNG', png, {}, 1e6, 'png'],
    ['animation', moving, {}, 1e4, 'gif'],
    ['TIFF', { ...photo, format: 'tiff' }, {}, 1e6, 'jpeg'],
    ['TIFF with alpha', { ...clear, format: 'tiff' }, {}, 1e6, 'png'],
    ['drawing', { ...clear, format: 'svg' }, {}, 1e6, 'png'],
    // by name
    ['photograph', photo, { format: 'bjpg' }, 1e6, 'jpeg'],
    ['photograph', photo, { format: 'png8' }, 1e6, 'png'],
    ['photograph', photo, { format: 'webpll' }, 1e6, 'webp'],
    ['photograph', photo, { format: 'avif' }, 9e6, 'avif'],
    ['animation', moving, { format: 'jpeg' }, 1e4, 'jpeg'],
  ] as [string, OriginalImage, Variant, number, string][])(
    '%s, %o: %o',
    (...[, original, variant, pixels, expected]) => {
      expect(chooseFormat(variant, original, pixels)).toBe(expected);
    },
  );
});

describe('and what is seen makes the ways worth trying', () => {
  const seen = {
    ...{ opaque: true, drawn: false, graphic: false, photographic: true, flat: false, gray: false, moves: false },
    ...{ area: 600_000, hurried: false },
  };
  test.each([
    [both, 'avif', {}, ['avif', 'webp', 'jpeg']],
    [{ format: 'auto', fmts: ['avif'] }, 'avif', {}, ['avif', 'jpeg']],
    [{ format: 'auto', fmts: ['avif'] }, 'avif', { hurried: true }, ['jpeg']],
    [{ format: 'auto', fmts: ['avif'] }, 'avif', { hurried: true, opaque: false }, ['png']],
    [{ format: 'auto', fmts: ['avif', 'only'] }, 'avif', {}, ['avif']],
    [{ format: 'auto', fmts: ['avif', 'only'] }, 'avif', { hurried: true }, ['avif']],
    [{ format: 'auto', fmts: ['avif', 'only'], lossless: true }, 'avif', {}, ['avif-lossless']],
    [{ format: 'auto', fmts: ['avif', 'webp', 'only'] }, 'avif', { flat: true }, ['avif', 'webp', 'webp-lossless']],
    [{ format: 'auto', fmts: ['webp', 'jpeg', 'only'] }, 'webp', { opaque: false }, ['webp']],
    [{ format: 'auto', fmts: ['webp', 'only'] }, 'webp', { moves: true, flat: true }, ['webp', 'webp-lossless']],
    [{ format: 'auto', fmts: ['png', 'only'] }, 'png', {}, ['png']],
    [{ format: 'auto', fmts: ['gif', 'only'] }, 'gif', {}, ['gif']],
    [both, 'avif', { area: 10_000 }, ['avif', 'webp', 'baseline']],
    [both, 'avif', { area: 10_000, opaque: false }, ['avif', 'webp']],
    [both, 'avif', { area: 1024 }, ['avif', 'webp', 'baseline', 'webp-lossless', 'png']],
    [{ format: 'webp' }, 'webp', { area: 1024 }, ['webp', 'webp-lossless']],
    [both, 'avif', { flat: true }, ['avif', 'webp', 'jpeg', 'webp-lossless', 'png']],
    [both, 'avif', { graphic: true }, ['avif', 'webp', 'jpeg']],
    [both, 'avif', { hurried: true }, ['webp']],
    [webp, 'webp', {}, ['webp', 'jpeg']],
    [webp, 'webp', { opaque: false }, ['webp']],
    [webp, 'webp', { moves: true }, ['webp']],
    [webp, 'webp', { moves: true, flat: true }, ['webp', 'webp-lossless', 'gif']],
    [webp, 'webp', { moves: true, flat: true, opaque: false }, ['webp', 'webp-lossless']],
    [webp, 'webp', { area: 5_000_000 }, ['webp', 'jpeg']],
    [{ format: 'webp' }, 'webp', { drawn: true, area: 5_000_000 }, ['webp']],
    [none, 'jpeg', {}, ['jpeg']],
    [none, 'jpeg', { area: 10_000 }, ['baseline']],
    [none, 'jpeg', { flat: true }, ['jpeg', 'png']],
    [none, 'png', { opaque: false }, ['png']],
    [none, 'png', {}, ['jpeg']],
    [none, 'png', { flat: true }, ['jpeg', 'png']],
    [none, 'gif', { moves: true }, ['gif']],
    [{ ...both, ...lossless }, 'webp', {}, ['webp-lossless']],
    [{ ...none, ...lossless }, 'png', {}, ['png']],
    [{ format: 'bjpg' }, 'jpeg', {}, ['baseline']],
    [{ format: 'png8' }, 'png', {}, ['png8']],
    [{ format: 'png' }, 'png', {}, ['png']],
    [{ format: 'webp' }, 'webp', {}, ['webp']],
    [{ format: 'webp' }, 'webp', { drawn: true }, ['webp', 'webp-lossless']],
    [{ format: 'webp', ...lossless }, 'webp', {}, ['webp-lossless']],
    [{ format: 'webpll' }, 'webp', {}, ['webp-lossless']],
    [{ format: 'avif', ...lossless }, 'avif', {}, ['avif-lossless']],
    [{}, 'png', { drawn: true }, ['png']],
  ] as [Variant, 'jpeg', object, string[]][])('%o as %s, %o: %o', (variant, format, more, expected) => {
    expect(encodingsOf({ variant, format }, { ...seen, ...more })).toEqual(expected);
  });

  test.each([
    ['gif', none, { flat: true }, ['jpeg', 'png', 'gif']],
    ['gif', none, {}, ['jpeg']],
    ['png', none, { flat: true }, ['jpeg', 'png']],
    ['png', none, {}, ['jpeg']],
    ['png', webp, { flat: true }, ['webp', 'jpeg', 'webp-lossless', 'png']],
    ['gif', none, { opaque: false }, ['png']],
    ['gif', { format: 'auto', fmts: ['webp', 'only'] }, {}, ['webp']],
    ['jpeg', none, {}, ['jpeg']],
    ['png', { ...none, lossless: true }, {}, ['png']],
  ] as ['gif' | 'png' | 'jpeg', Variant, object, string[]][])(
    'of a %s to %o, %o: %o',
    (original, variant, more, expected) => {
      const format = variant.fmts?.includes('webp') ? 'webp' : 'jpeg';
      expect(encodingsOf({ variant, format, original: { format: original } }, { ...seen, ...more })).toEqual(expected);
    },
  );

  test.each(
    containerList
      .map(([format]) => format)
      .filter(isOutput)
      .filter(isNegotiated),
  )('%s is compared where it is accepted', (format) => {
    const found = encodingsOf({ variant: { format: 'auto', fmts: [format] }, format }, seen);
    expect(found.some((encoding) => rowOf(encoding).format === format)).toBe(true);
  });
});
