import { assign, keys } from '../query/builtins.ts';
import type { ViewerStep } from '../query/negotiation/viewer-context.ts';
import type { Variant } from '../query/parameters.ts';
import { unreadable } from '../query/parse.ts';

/** Variants by the names that the configuration gives them. */
export type Presets = { [name: string]: Variant };

/** Puts a preset's parameters beneath those that are asked beside it. */
export const expandPreset =
  (presets: Presets): ViewerStep =>
  (asked) => {
    const name = asked.preset;
    if (name == null) return asked;
    return keys(presets).indexOf(name) < 0
      ? unreadable('preset', name, 'a preset of this site')
      : assign({}, presets[name], asked);
  };

/** Refuses every parameter but a preset's name. */
export const presetsOnly: ViewerStep = (asked) =>
  keys(asked).some((parameter) => parameter !== 'preset')
    ? { status: 403, title: 'Nothing but presets is served' }
    : asked;
