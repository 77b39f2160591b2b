import { Underivable } from '../errors.ts';
import { canonical, parseCanonical } from '../query/canonical.ts';
import { splitQuery } from '../query/decode.ts';
import { parameterOf } from '../query/language.ts';
import { parseNative } from '../query/native.ts';
import type { Header } from '../query/negotiation/client-hints.ts';
import type { Variant } from '../query/parameters.ts';
import type { Problem } from '../query/parse.ts';
import { resolve } from '../query/resolve.ts';
import { without } from '../query/traits.ts';
import { asksToExplain } from '../viewer/explain.ts';
import { unknownName } from '../viewer/named-images.ts';
import { decidingHeaders } from './headers/vary.ts';
import type { ImageRequest } from './image-request.ts';
import { namesOf } from './named-images.ts';

/** What a request asks for, or why that can't be read. */
export type Asked = {
  /** Empty where it can't be read. */
  variant: Variant;
  /** A parameter with an unreadable value, or a name that is not configured. */
  problem?: Problem;
  /** The viewer function wrote something unreadable. */
  error?: Underivable;
  /** Request headers that may decide about the image here, in lower case; none where the viewer function has read them. */
  decidedBy: string[];
  /** Request headers that decided about the image, here or in the viewer function. */
  varies: string[];
};

/** What of a request says which variant is asked for. */
export type Asking = Pick<ImageRequest, 'settings' | 'path' | 'query' | 'header'>;

/** Reads the variant that the viewer function wrote; without one in front, the plain query. */
export const readVariant = (request: Asking): Asked => {
  const [, text] = /^variant=([^&]*)$/.exec(request.query) ?? [];
  const asked = text ? readCanonical(text, request.header) : readPlainQuery(request);
  const problem = asked.problem ?? unknownName(asked.variant, namesOf(request.settings.named));
  if (problem) return { ...asked, variant: {}, problem };
  return request.settings.explain ? asked : { ...asked, variant: { ...asked.variant, explain: '' } };
};

/** Whether a variant asks for the original as it is, perhaps in a version or under a name to save it. */
export const asksForOriginal = (variant: Variant): boolean => imageText(variant) === '';

/** The canonical text of what changes the image: derivatives are kept under it. */
export const imageText = (variant: Variant): string =>
  canonical(without(variant, ({ changes }) => changes === 'nothing'));

const readCanonical = (text: string, header: Header): Asked => {
  const variant = parseCanonical(text);
  if (variant) return { variant, decidedBy: [], varies: decidingHeaders(variant, header) };
  return {
    variant: {},
    decidedBy: [],
    varies: [],
    error: new Underivable('unreadable-variant', `variant=${text.slice(0, 500)}`),
  };
};

const readPlainQuery = ({ settings, path, query, header }: Asking): Asked => {
  // Where `explain` is off it is an unknown parameter like any other.
  const parameters = Object.entries(splitQuery(query)).filter(
    ([name]) => settings.explain || parameterOf[name] !== 'explain',
  );
  const parsed = parseNative(Object.fromEntries(parameters));
  if (parsed.status) return { variant: {}, problem: parsed, decidedBy: [], varies: [] };
  const decidedBy = new Set<string>();
  const variant = resolve(parsed, (name) => {
    decidedBy.add(name);
    return header(name);
  });
  if (typeof parsed.q === 'number' || asksForOriginal(parsed)) decidedBy.delete('save-data');
  const isExplained = settings.explain?.to === 'on' && asksToExplain(variant);
  return {
    variant: { ...variant, explain: isExplained ? `${path}?${query}` : '' },
    decidedBy: [...decidedBy],
    // Without a query there may be a viewer function in front that found nothing in the hints.
    varies: query ? [...decidedBy] : decidingHeaders(variant, header),
  };
};
