import { canonical } from '../query/canonical.ts';
import { type Parameter, parameterNames, type Variant } from '../query/parameters.ts';
import { isSignatureName } from '../viewer/signature.ts';
import { suggest } from './suggest.ts';
import type { Reading, Token, Trace } from './trace.ts';

/** A parameter of the variant: its value, the names and values that set it, and what changed the value on the way. */
export type Understood = { parameter: string; value: unknown; from: string; asked?: string; note?: Note };

type Note = 'clamped' | 'snapped' | 'from the client hints' | 'lowered for Save-Data';

/** A name that changed nothing, and why not. */
export type Ignored = {
  name: string;
  why: 'unknown' | 'unreadable' | 'overruled' | 'not configured' | 'no client hints' | 'unsupported';
  meant?: string;
  expected?: string;
  /** What the dialect's service does, and why it is not done here. */
  because?: string;
};

/** What the parser read x the variant that was made of it -> where each parameter comes from, and which names changed nothing. */
export const understand = (
  trace: Trace,
  variant: Variant,
  unconfigured: readonly Parameter[] = [],
): { parameters: Understood[]; ignored: Ignored[] } => ({
  parameters: parameterNames.flatMap((parameter) => understood(parameter, trace, variant[parameter])),
  ignored: trace.tokens.flatMap((token) => ignoredBy(token, trace, { variant, unconfigured })),
});

const understood = (parameter: Parameter, trace: Trace, value: unknown): Understood[] => {
  if (parameter === 'explain' || parameter === 'preset' || parameter === 'snap') return [];
  const reading = winnerOf(parameter, trace);
  // A clamped value is shown even if the result is the default.
  if (value === undefined && !reading?.clamped) return [];
  if (!reading) return [{ parameter, value, from: originOf(parameter, trace) }];
  const tokens = sourcesOf(reading, trace);
  const join = (texts: string[]) => texts.join(' and ');
  const note = noteOf(reading, value);
  return [
    {
      parameter,
      value: value === undefined ? reading.value : value,
      from: join(tokens.map(({ name }) => name)),
      asked: join(tokens.map(({ text }) => text)),
      ...(note && { note }),
    },
  ];
};

/** The reading that counts: the first that could be read, unless only the place of the image implies it. */
const winnerOf = (parameter: Parameter, { readings, tokens }: Trace): Reading | undefined => {
  const winner = readings.find((reading) => reading.parameter === parameter && reading.value !== undefined);
  return winner && tokens.some(({ name }) => name === winner.name) ? winner : undefined;
};

/** The names that a reading was made of: its own, and those read beside it that set no other parameter. */
const sourcesOf = ({ name, parameter, beside }: Reading, { readings, tokens }: Trace): Token[] => {
  const sets = (other: string) => readings.filter((reading) => reading.name === other);
  const isPart = (other: string) =>
    beside.includes(other) &&
    (sets(other).length === 0 || sets(other).some((reading) => reading.parameter === parameter));
  return tokens.filter((token) => !token.unread && (token.name === name || isPart(token.name)));
};

const originOf = (parameter: Parameter, trace: Trace) => {
  if (parameter === 'fmts') return 'the Accept header';
  if (parameter in trace.defaults || trace.readings.some((reading) => reading.parameter === parameter))
    return 'the dialect';
  if (winnerOf('preset', trace)) return 'the preset';
  return parameter === 'q' ? 'the Save-Data header' : 'derived from other parameters';
};

const noteOf = ({ parameter, value: read, clamped }: Reading, value: unknown): Note | undefined => {
  if (clamped) return 'clamped';
  if (value === undefined || String(read) === String(value)) return undefined;
  if (parameter === 'q') return 'lowered for Save-Data';
  if (typeof value !== 'number') return undefined;
  return read === 'auto' ? 'from the client hints' : 'snapped';
};

type Context = { variant: Variant; unconfigured: readonly Parameter[] };

const ignoredBy = (token: Token, trace: Trace, context: Context): Ignored[] => {
  const { name, unread } = token;
  if (name === 'explain' || isSignatureName(name, token.text)) return [];
  if (unread === 'in the query') return [{ name, why: 'unknown' }];
  if (unread === 'repeated') return [{ name, why: 'overruled' }];
  const because = trace.unsupported(name, token.text);
  if (because) return [{ name, why: 'unsupported', because }];
  if (isPartOfOther(name, trace)) return [];
  if (!trace.names.includes(name) && !trace.documented.includes(name))
    return [{ name, why: 'unknown', ...suggest(name, trace.names) }];
  const readings = trace.readings.filter((reading) => reading.name === name);
  const isUsed = trace.readings.some(
    (reading) => reading === winnerOf(reading.parameter, trace) && sourcesOf(reading, trace).includes(token),
  );
  return isUsed ? uselessBy(readings, context) : lostBy(readings, trace);
};

/** `resize`, which holds `resize.width`; or `crop.left`, which is read as a part of `crop`. */
const isPartOfOther = (name: string, { tokens, names }: Trace): boolean =>
  tokens.some(
    (other) => other.name.startsWith(`${name}.`) || (name.startsWith(`${other.name}.`) && names.includes(other.name)),
  ) && !names.includes(name);

/** A name that won, of a parameter that is not there after all. */
const uselessBy = (readings: Reading[], { variant, unconfigured }: Context): Ignored[] =>
  readings.flatMap(({ name, parameter, value }): Ignored[] => {
    if (unconfigured.includes(parameter)) return [{ name, why: 'not configured' }];
    const isAuto = parameter === 'w' && value === 'auto' && variant.w === undefined;
    return isAuto ? [{ name, why: 'no client hints' }] : [];
  });

/** A parameter overridden by another. It is not reported if its value is the winner's, or the default. */
const lostBy = (readings: Reading[], trace: Trace): Ignored[] => {
  const [unreadable] = readings.filter(({ value }) => value === undefined);
  const [reading] = readings;
  if (!reading) return [];
  if (unreadable) return [{ name: reading.name, why: 'unreadable', expected: unreadable.expected }];
  const written = (parameter: Parameter, value: unknown) => canonical({ [parameter]: value });
  const isOther = ({ parameter, value }: Reading) =>
    written(parameter, value) !== written(parameter, winnerOf(parameter, trace)?.value);
  return readings.some(isOther) ? [{ name: reading.name, why: 'overruled' }] : [];
};
