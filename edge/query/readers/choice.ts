import { assign } from '../builtins.ts';
import type { Reader } from './reader.ts';

/** The names in a list such as `inside max clip|cover crop`: the first of each group. */
export type NameIn<List extends string> = List extends `${infer First}|${infer Rest}`
  ? NameIn<First> | NameIn<Rest>
  : List extends `${infer Name} ${string}`
    ? Name
    : List;

/**
 * One of some names; behind each stand its other spellings: `inside max clip|cover crop`. `:` may stand for `-`.
 * A space at the end of a group makes it the meaning of the bare parameter.
 */
export const oneOf = <List extends string>(list: List): Reader<NameIn<List>> => {
  const groups = list.split('|').map((group) => group.split(' '));
  const names = groups.map((group) => group[0] as NameIn<List>);
  return {
    read: (text) => names[groups.findIndex((group) => group.indexOf(text.replace(':', '-')) >= 0)],
    hint: names.join(', '),
    choices: names,
  };
};

const yesOrNo = /* @__PURE__ */ oneOf('true 1 yes on |false 0 no off');

/** Yes or no; a parameter without a value is a yes. */
export const flag: Reader<boolean> = /* @__PURE__ */ assign({}, yesOrNo, {
  read: (text: string) => {
    const answer = yesOrNo.read(text);
    return answer && answer === 'true';
  },
});

/** The first of two readers that can read it. */
export const either = <A, B>(a: Reader<A>, b: Reader<B>): Reader<A | B> =>
  assign({}, b, a, {
    read: (text: string, onClamp?: () => void) => {
      const value: A | B | undefined = a.read(text, onClamp);
      return value == null ? b.read(text, onClamp) : value;
    },
    hint: a.hint + ' or ' + b.hint,
  });

/** What a viewer can say that it shows; `only` means: and nothing else. Modern formats come first, the preferred one first. */
export type ShownFormat = 'avif' | 'webp' | 'svg' | 'jpeg' | 'png' | 'gif' | 'only';
export const shownFormats: ShownFormat[] = ['avif', 'webp', 'svg', 'jpeg', 'png', 'gif', 'only'];

/** Those of the formats that a text names. Their order there makes no second cache key. */
export const formats: Reader<ShownFormat[]> = {
  read: (text) => shownFormats.filter((name) => text.includes(name)),
  hint: shownFormats + '',
};

/** Yes or no; or, where yes was the answer, the address that is to be explained. */
export const explanation: Reader<string> = /* @__PURE__ */ assign({}, yesOrNo, {
  read: (text: string) => (text[0] === '/' ? text : yesOrNo.read(text.toLowerCase())),
  free: true as const,
});
