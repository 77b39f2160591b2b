import type { Variant, Word } from '../query/parameters.ts';
import { canonical } from '../query/parse.ts';
import { keys } from '../query/readers.ts';
import { meant } from './suggest.ts';
import { type Token, tokensOf } from './tokens.ts';
import { type Heard, hearing, type Listen } from './trace.ts';

/** A word of the variant: its value, the names and texts that said it, and what became of that text on the way. */
export type Understood = { word: string; value: unknown; from: string; asked?: string; note?: Note };

type Note = 'clamped' | 'snapped' | 'from the client hints' | 'lowered for Save-Data';

/** A name that changed nothing, and why not. */
export type Ignored = { name: string; why: 'unknown' | 'unreadable' | 'overruled'; meant?: string; expected?: string };

/**
 * An address as it was sent x the variant that was made of it -> where each word comes from, and what was not heard. The parser
 * is asked again, for each name alone, and for all but this name: what then is missing was said by it.
 */
export const understand = (
  address: string,
  variant: Variant,
  listen: Listen = hearing([]),
): { words: Understood[]; ignored: Ignored[] } => {
  const whole = listen(address);
  const tokens = tokensOf(address)
    // It names the picture, and says nothing of it.
    .filter(({ name }) => name !== 'url' || !whole.names.includes('url'))
    .map((token) => ({ ...token, ...listen(token.alone()), rest: listen(token.without).said }));
  const words = (keys(variant) as Word[])
    .filter((word) => word !== 'explain')
    .map((word) => ({ word, sayers: sayersOf(word, tokens, whole.said) }));
  const taken = words.flatMap(({ sayers }) => sayers);
  return {
    words: words.map(({ word, sayers }) => understood({ word, value: variant[word], sayers, whole, listen })),
    ignored: tokens.flatMap((token) => (isSilent(token, taken) ? [] : ignoredBy(token, variant, whole.names))),
  };
};

type Sayer = Token & Heard & { rest: Variant };

/** The names without which a word would not say what it says; of several that say the same the first. */
const sayersOf = (word: Word, tokens: Sayer[], said: Variant): Sayer[] => {
  const needed = tokens.filter(({ rest }) => String(rest[word]) !== String(said[word]));
  const equal = tokens.filter(
    (token) => !token.unheard && word in token.said && String(token.said[word]) === String(said[word]),
  );
  return needed.length > 0 ? needed : equal.slice(0, 1);
};

type Told = { word: Word; value: unknown; sayers: Sayer[]; whole: Heard; listen: Listen };

const understood = ({ word, value, sayers, whole, listen }: Told): Understood => {
  if (sayers.length === 0) return { word, value, from: originOf(word, whole) };
  const join = (texts: string[]) => texts.join(' and ');
  const note = noteOf({ word, value, sayers, whole, listen });
  return {
    word,
    value,
    from: join(sayers.map(({ name }) => name)),
    asked: join(sayers.map(({ text }) => text)),
    ...(note && { note }),
  };
};

const originOf = (word: Word, { said, defaults }: Heard) => {
  if (word === 'fmts') return 'the Accept header';
  if (word in defaults || word in said) return 'the dialect';
  if ('preset' in said) return 'the preset';
  return word === 'q' ? 'the Save-Data header' : 'what follows from the others';
};

const noteOf = ({ word, value, sayers: [sayer, another], whole, listen }: Told): Note | undefined => {
  const read = whole.said[word];
  if (sayer && !another && isClamped(sayer, word, listen)) return 'clamped';
  if (String(read) === String(value)) return undefined;
  if (word === 'q') return 'lowered for Save-Data';
  if (typeof value !== 'number') return undefined;
  return read === 'auto' ? 'from the client hints' : 'snapped';
};

/** Out of bounds: a number that is read as another one, and so are those a little above and below. */
const isClamped = ({ text, said, alone }: Sayer, word: Word, listen: Listen) => {
  const asked = Number(text);
  if (text === '' || !Number.isFinite(asked) || String(said[word]) === text) return false;
  const little = Math.max(0.01, Math.abs(asked) / 100);
  return [asked - little, asked + little].every(
    (near) => String(listen(alone(String(near))).said[word]) === String(said[word]),
  );
};

// They open the door and say nothing of the picture.
const reserved = /^(explain|debug|sig|signature|sign|key|exp|expires|preset|class|p|snap)$/;

const isSilent = ({ name, text }: Sayer, taken: Token[]) =>
  reserved.test(name) ||
  (name === 's' && text.length >= 32) ||
  taken.some((each) => each.name === name && each.text === text);

const ignoredBy = (token: Sayer, variant: Variant, names: string[]): Ignored[] => {
  const { name, said, unreadable } = token;
  if (token.unheard) return [{ name, why: 'unknown' }];
  if (!names.includes(name)) return [{ name, why: 'unknown', ...meant(name, names) }];
  if (unreadable) return [{ name, why: 'unreadable', expected: unreadable.expected }];
  // A word that says what holds anyway leaves no trace, and is not ignored.
  const differs = (word: Word) => canonical({ [word]: said[word] }) !== canonical({ [word]: variant[word] });
  return (keys(said) as Word[]).some(differs) ? [{ name, why: 'overruled' }] : [];
};
