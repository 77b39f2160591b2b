import { describe, expect, test } from 'vitest';
import { isOfType } from '../../../../edge/image/formats/detect.ts';
import { chart } from '../../../support/images/chart.ts';

const formats = ['jpeg', 'png', 'webp', 'avif', 'gif'] as const;
const types = [...formats, 'svg+xml'].map((format) => `image/${format}`);

describe('the bytes of a response match its type', () => {
  test.each(formats)('%s is detected as itself only', async (format) => {
    const bytes = await chart({ width: 20, height: 10, format });
    expect(types.filter((type) => isOfType(bytes, type))).toEqual([`image/${format}`]);
  });

  test.each([
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', ['image/svg+xml']],
    ['<html></html>', []],
    ['', []],
    ['{}', []],
  ])('%s', (text, expected) => {
    expect(types.filter((type) => isOfType(Buffer.from(text), type))).toEqual(expected);
  });

  test.each([
    ['{}', 'application/json', true],
    ['LEHV6nWB', 'text/plain; charset=utf-8', true],
    ['', 'application/json', false],
  ])('%s as %s: %s', (text, type, expected) => expect(isOfType(Buffer.from(text), type)).toBe(expected));
});
