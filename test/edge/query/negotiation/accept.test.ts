import { expect, test } from 'vitest';
import { acceptedFormats } from '../../../../edge/query/negotiation/accept.ts';

test.each<[header: string, shown: string]>([
  // Chrome, Firefox 128 and later, Safari 18, an image opened alone in Safari, older Edge
  ['image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', 'avif,webp'],
  ['image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', 'avif,webp'],
  ['image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,*/*;q=0.5', 'avif,webp'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', ''],
  ['image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', 'svg'],
  ['image/avif,image/webp,*/*', 'avif,webp'],
  // SDWebImage, curl
  ['image/*,*/*;q=0.8', ''],
  ['*/*', ''],
  ['', ''],
  // What no viewer sends says nothing: up to 999 characters are read
  [`image/webp,*/*${' '.repeat(985)}`, 'webp'],
  [`image/webp,*/*${' '.repeat(986)}`, ''],
  // RFC 9110, 12.4.2 and 12.5.1
  ['IMAGE/WebP , Image/AVIF,*/*', 'avif,webp'],
  ['image/webp;q=1.000, image/avif;q=0.999, */*', 'avif,webp'],
  ['image/avif;q=0.8,image/webp;q=0.9,image/*;q=0.1', 'avif,webp'],
  ['image/avif ; q=0.9 ,\timage/webp\t;\tq=0.9,*/*', 'avif,webp'],
  ['image/avif;q=0,image/webp,*/*', 'webp'],
  ['image/avif;q=0.000,image/webp;q=0,*/*', ''],
  ['image/webp;q=0.5,*/*', 'webp'],
  ['image/webp;level=1;q=0.5,image/avif;q=0.4,*/*', 'avif,webp'],
  ['image/webp;a=",image/avif,",*/*', 'webp'],
  ['image/webp;a=";q=0",*/*', 'webp'],
  ['image/webp;a="\\",image/avif,",*/*', 'webp'],
  ['image/avif;a="\\\\",image/webp;q=0,*/*', 'avif'],
  ['image/avif;a="\\",image/webp,b"', 'avif,only'],
  ['image/webp;a="b\\";q=0",*/*', 'webp'],
  ['image/webp,*/*;a="never closed,image/avif', 'webp'],
  // RFC 7231, 5.3.2: parameters after the quality are the header's own
  ['image/webp;q=0.8;ext=1,image/avif;foo=1,*/*', 'avif,webp'],
  ['image/avif;level=1;q=0.5;ext,image/webp;q=0;ext=1,*/*;q=0.1;ext="a;q=0"', 'avif'],
  ['image/svg+xml,*/*', 'svg'],
  // Without a wildcard, or against it: nothing else
  ['image/webp', 'webp,only'],
  ['image/avif', 'avif,only'],
  ['image/avif,image/webp', 'avif,webp,only'],
  ['image/avif,image/jpeg', 'avif,jpeg,only'],
  ['image/jpeg', 'jpeg,only'],
  ['image/png,image/gif', 'png,gif,only'],
  ['image/svg+xml', 'svg,only'],
  ['image/webp;q=0.5,image/jpeg', 'webp,jpeg,only'],
  ['image/jpeg;q=0,*/*', 'png,gif,only'],
  ['image/webp,image/png;q=0,image/*', 'webp,svg,jpeg,gif,only'],
  ['image/webp,image/svg+xml;q=0,image/*', 'webp,jpeg,png,gif,only'],
  ['image/avif,image/*;q=0,*/*', 'avif,only'],
  ['image/jpeg,image/png,image/gif', ''],
  ['text/html', ''],
  ['*/*;q=0', ''],
  // not in any standard
  ['image/webp;q=abc,image/avif,*/*', 'avif'],
  ['image/webp;q=,image/avif,*/*', 'avif,webp'],
  ['image/avif-sequence,image/webp2,image/only,*/*', ''],
  [',,;q=1,;;,image/webp,*/*', 'webp'],
  ['__proto__,constructor;q=0.1,image/webp,*/*', 'webp'],
  [`${'x'.repeat(983)},image/webp;q=0`, ''],
])('%s', (header, shown) => {
  expect(acceptedFormats(header).join()).toBe(shown);
});
