import { keys } from '../query/builtins.ts';
import { canonical } from '../query/canonical.ts';
import type { Parameter, Variant } from '../query/parameters.ts';
import { suggest } from './suggest.ts';
import { type Token, tokensOf } from './tokens.ts';
import { type Heard, hearing, type Listen } from './trace.ts';

/** A parameter of the variant: its value, the names and texts that said it, and what became of that text on the way. */
export type Understood = { parameter: string; value: unknown; from: string; asked?: string; note?: Note };

type Note = 'clamped' | 'snapped' | 'from the client hints' | 'lowered for Save-Data';

/** A name that changed nothing, and why not. */
export type Ignored = { name: string; why: 'unknown' | 'unreadable' | 'overruled'; meant?: string; expected?: string };

/**
 * An address as it was sent x the variant that was made of it -> where each parameter comes from, and what was not heard. The parser
 * is asked again, for each name alone, and for all but this name: what then is missing was said by it.
 */
export const understand = (
  address: string,
  variant: Variant,
  listen: Listen = hearing([]),
): { parameters: Understood[]; ignored: Ignored[] } => {
  const whole = listen(address);
  const tokens = tokensOf(address)
    // It names the image, and says nothing of it.
    .filter(({ name }) => name !== 'url' || !whole.names.includes('url'))
    .map((token) => ({ ...token, ...listen(token.alone()), rest: listen(token.without).said }));
  const parameters = (keys(variant) as Parameter[])
    .filter((parameter) => parameter !== 'explain')
    .map((parameter) => ({ parameter, sayers: sayersOf(parameter, tokens, whole.said) }));
  const taken = parameters.flatMap(({ sayers }) => sayers);
  return {
    parameters: parameters.map(({ parameter, sayers }) =>
      understood({ parameter, value: variant[parameter], sayers, whole, listen }),
    ),
    ignored: tokens.flatMap((token) => (isSilent(token, taken) ? [] : ignoredBy(token, variant, whole.names))),
  };
};

type Sayer = Token & Heard & { rest: Variant };

/** The names without which a parameter would not say what it says; of several that say the same the first. */
const sayersOf = (parameter: Parameter, tokens: Sayer[], said: Variant): Sayer[] => {
  const needed = tokens.filter(({ rest }) => String(rest[parameter]) !== String(said[parameter]));
  const equal = tokens.filter(
    (token) => !token.unheard && parameter in token.said && String(token.said[parameter]) === String(said[parameter]),
  );
  return needed.length > 0 ? needed : equal.slice(0, 1);
};

type Told = { parameter: Parameter; value: unknown; sayers: Sayer[]; whole: Heard; listen: Listen };

const understood = ({ parameter, value, sayers, whole, listen }: Told): Understood => {
  if (sayers.length === 0) return { parameter, value, from: originOf(parameter, whole) };
  const join = (texts: string[]) => texts.join(' and ');
  const note = noteOf({ parameter, value, sayers, whole, listen });
  return {
    parameter,
    value,
    from: join(sayers.map(({ name }) => name)),
    asked: join(sayers.map(({ text }) => text)),
    ...(note && { note }),
  };
};

const originOf = (parameter: Parameter, { said, defaults }: Heard) => {
  if (parameter === 'fmts') return 'the Accept header';
  if (parameter in defaults || parameter in said) return 'the dialect';
  if ('preset' in said) return 'the preset';
  return parameter === 'q' ? 'the Save-Data header' : 'what follows from the others';
};

const noteOf = ({ parameter, value, sayers: [sayer, another], whole, listen }: Told): Note | undefined => {
  const read = whole.said[parameter];
  if (sayer && !another && isClamped(sayer, parameter, listen)) return 'clamped';
  if (String(read) === String(value)) return undefined;
  if (parameter === 'q') return 'lowered for Save-Data';
  if (typeof value !== 'number') return undefined;
  return read === 'auto' ? 'from the client hints' : 'snapped';
};

/** Out of bounds: a number that is read as another one, and so are those a little above and below. */
const isClamped = ({ text, said, alone }: Sayer, parameter: Parameter, listen: Listen) => {
  const asked = Number(text);
  if (text === '' || !Number.isFinite(asked) || String(said[parameter]) === text) return false;
  const little = Math.max(0.01, Math.abs(asked) / 100);
  return [asked - little, asked + little].every(
    (near) => String(listen(alone(String(near))).said[parameter]) === String(said[parameter]),
  );
};

// They open the door and say nothing of the image.
const reserved = /^(explain|debug|sig|signature|sign|key|exp|expires|preset|class|p|snap)$/;

const isSilent = ({ name, text }: Sayer, taken: Token[]) =>
  reserved.test(name) ||
  (name === 's' && text.length >= 32) ||
  taken.some((each) => each.name === name && each.text === text);

const ignoredBy = (token: Sayer, variant: Variant, names: string[]): Ignored[] => {
  const { name, said, unreadable } = token;
  if (token.unheard) return [{ name, why: 'unknown' }];
  if (!names.includes(name)) return [{ name, why: 'unknown', ...suggest(name, names) }];
  if (unreadable) return [{ name, why: 'unreadable', expected: unreadable.expected }];
  // A parameter that says what holds anyway leaves no trace, and is not ignored.
  const differs = (parameter: Parameter) =>
    canonical({ [parameter]: said[parameter] }) !== canonical({ [parameter]: variant[parameter] });
  return (keys(said) as Parameter[]).some(differs) ? [{ name, why: 'overruled' }] : [];
};
