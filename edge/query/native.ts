import { keys } from './builtins.ts';
import type { Query } from './decode.ts';
import type { Rules } from './language.ts';
import { type Language, languageOf, parameterOf } from './language.ts';
import type { ViewerStep } from './negotiation/viewer-context.ts';
import type { Variant } from './parameters.ts';
import { type Problem, parseQuery } from './parse.ts';
import {
  allPages,
  alwaysEnlarge,
  autoList,
  crop,
  fitOrFormat,
  flop,
  focalPoint,
  orient,
  originOnError,
  sizePair,
} from './shorthands.ts';

/** Names that say more than one parameter, or a thing together. */
export const shorthands: Rules = {
  'fp-x': focalPoint,
  'fp-y': focalPoint,
  fpx: focalPoint,
  fpy: focalPoint,
  s: sizePair,
  d: sizePair,
  size: sizePair,
  f: fitOrFormat,
  crop: crop,
  precrop: crop,
  cw: (text, asked) => ({ rect: [asked['cx'] || 0, asked['cy'] || 0, text, asked['ch']].join() }),
  enable: alwaysEnlarge,
  flop: flop,
  orient: orient,
  n: allPages,
  auto: autoList,
  onerror: originOnError,
};

/** Our own parameters. Not bundled if every path has a dialect. */
export const native: Language = /* @__PURE__ */ languageOf(shorthands, /* @__PURE__ */ keys(parameterOf).sort(), true);

/** What a query asks in our own parameters. */
export const parseNative = (query: Query): Variant | Problem => parseQuery(query, native);

/** The first step of the viewer function: what is asked, in our own parameters. */
export const nativeStep: ViewerStep = (_, visitor) => parseNative(visitor.query);
