import { assign, attempt } from '../builtins.ts';
import type { Reader } from './reader.ts';

/** Any text, as long as a name is; not one that has no UTF-8 form. */
export const text: Reader<string> = {
  read: (given) => (given.length < 100 && attempt(encodeURIComponent, given) ? given : undefined),
  hint: '1 to 99 characters',
  free: true,
};

/** The name to save an image under; a parameter without a value is its own. */
export const saved: Reader<string> = /* @__PURE__ */ assign({}, text, {
  read: (given: string) => text.read(given || '1'),
});
