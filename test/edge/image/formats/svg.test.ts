import { describe, expect, test } from 'vitest';
import { probeSvg } from '../../../../edge/image/formats/svg/svg.ts';
import { isSvg } from '../../../../edge/image/formats/svg/text.ts';
import { reasonOf } from '../../../support/bounds.ts';

const svg = (attributes: string, inner = '') => `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inner}</svg>`;

describe('the size of a drawing as an image is the one that browsers give it', () => {
  test.each([
    ['', 300, 150],
    ['width="100%" height="100%"', 300, 150],
    ['width="240"', 240, 150],
    ['height="60"', 300, 60],
    ['width="auto" height="-5"', 300, 150],
    ['width="0" height="0"', 300, 150],
    ['width="240" height="120"', 240, 120],
    ['width="24e1px" height=" +120.0px "', 240, 120],
    ['width="3in" height="2in"', 288, 192],
    ['width="225pt" height="12pc"', 300, 192],
    ['width="25.4mm" height="2.54cm"', 96, 96],
    ['width="40Q" height="2em"', 40 * (96 / 101.6), 32],
    ['width="1e30" height="10"', 300, 10],
    // ——— with a viewBox
    ['viewBox="0 0 240 120"', 300, 150],
    ['viewBox="0 0 600 100"', 300, 50],
    ['viewBox="0,0,8.5,11"', 150 * (8.5 / 11), 150],
    ['viewBox="0 0 355000 355000"', 150, 150],
    ['viewBox="-5 -5 10 10" width="40"', 40, 40],
    ['viewBox="0 0 10 20" height="40"', 20, 40],
    ['viewBox="0 0 10 20" width="50%" height="40"', 20, 40],
    ['viewBox="0 0 10 20" width="7" height="9"', 7, 9],
    ['viewBox="0 0 0 20"', 300, 150],
    ['viewBox="0 0 none"', 300, 150],
  ])('%s: %f x %f', (attributes, width, height) => {
    const { drawing } = probeSvg(Buffer.from(svg(attributes)));
    expect(drawing?.width).toBeCloseTo(width, 6);
    expect(drawing?.height).toBeCloseTo(height, 6);
  });
});

describe('a drawing is text in any encoding of XML', () => {
  const declared = (encoding: string) =>
    `<?xml version="1.0" encoding='${encoding}'?><!-- é -->${svg('width="7" height="9"')}`;
  const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();
  test.each<[what: string, bytes: Buffer]>([
    ['UTF-8', Buffer.from(declared('UTF-8'))],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${declared('utf8')}`)],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le')],
    ['UTF-16, the high byte first', swapped(`\ufeff${declared('UTF-16')}`)],
    ['UTF-16 without a mark', Buffer.from(declared('UTF-16'), 'utf16le')],
    ['UTF-16BE without a mark', swapped(declared('UTF-16BE'))],
    ['Latin 1', Buffer.from(declared('iso-8859-1'), 'latin1')],
    ['UTF-8 that says UTF-16', Buffer.from(declared('UTF-16'))],
  ])('%s', (_, bytes) => {
    expect(isSvg(bytes)).toBe(true);
    expect(probeSvg(bytes).drawing).toEqual({ width: 7, height: 9 });
  });

  test('an unknown encoding is damage', async () => {
    const refused = await reasonOf(async () => probeSvg(Buffer.from(declared('klingon'))));
    expect(refused).toMatchObject({ reason: 'damaged', detail: expect.stringMatching(/klingon/) });
  });
});

describe('whatever a text repeats, each character of it is looked at once', () => {
  const length = 512 * 1024;
  const parts = [
    ...[
      '<x:svg ',
      '<svg ',
      '<svg>',
      '<g>',
      '<g/>',
      '<!ENTITY',
      '<!ENTITY x "y">',
      '<![CDATA[',
      '<!--',
      '<?',
      '</',
      ']',
      '"',
    ],
    ...[
      '&',
      '&#38;',
      ' a="',
      ' a=',
      "='",
      '#',
      '#a',
      'url(#',
      'stroke-dasharray',
      'stroke-dasharray:',
      '1',
      ' ',
      '\n',
      '%',
      'M0',
    ],
  ];
  const places: [place: string, around: (text: string) => string][] = [
    ['alone', (text) => text],
    ['in the root', (text) => `<svg>${text}`],
    ['in a tag', (text) => `<svg ${text}`],
    ['in an attribute', (text) => `<svg><path d="${text}`],
    ['in a style', (text) => `<svg><style>${text}</style></svg>`],
    ['in a document type', (text) => `<!DOCTYPE svg [${text}`],
    ['in an entity', (text) => `<!DOCTYPE svg [<!ENTITY x "${text}`],
  ];
  test.each(places)('%s', async (_, around) => {
    for (const part of parts) {
      const steps = { left: 2 * length };
      const text = around(part.repeat(length / part.length));
      await reasonOf(async () => probeSvg(Buffer.from(text), steps));
      isSvg(Buffer.from(text));
      expect([part, steps.left >= length - 200]).toEqual([part, true]);
    }
  });

  test('a reader stops where its steps are used up', async () => {
    const text = Buffer.from(svg('', '<g/>'.repeat(100)));
    const refused = await reasonOf(async () => probeSvg(text, { left: 200 }));
    expect(refused).toEqual({ reason: 'too-costly', detail: 'more characters than are read' });
  });
});
