import { assign, keys } from '../query/builtins.ts';
import type { ViewerStep } from '../query/negotiation/viewer-context.ts';
import type { Variant } from '../query/parameters.ts';
import { unreadable } from '../query/parse.ts';

/** The configured presets: variants by name. */
export type Presets = { [name: string]: Variant };

/** Expands `preset`; parameters given beside it win. */
export const expandPreset =
  (presets: Presets): ViewerStep =>
  (asked) => {
    const name = asked.preset;
    if (name == null) return asked;
    return keys(presets).indexOf(name) < 0
      ? unreadable('preset', name, 'a preset of this site')
      : assign({}, presets[name], asked);
  };

/** Refuses every parameter but `preset` (403). */
export const presetsOnly: ViewerStep = (asked) =>
  keys(asked).some((parameter) => parameter !== 'preset') ? { status: 403, title: 'Only presets are served' } : asked;
