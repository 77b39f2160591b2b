import type { CloudFrontHeaders } from 'aws-lambda';
import { canonical } from '../../query/canonical.ts';
import type { Header } from '../../query/negotiation/client-hints.ts';
import type { Variant } from '../../query/parameters.ts';
import { without } from '../../query/traits.ts';
import { setHeader } from './headers.ts';

/** The client hints that `w=auto` follows (edge/query/negotiation/client-hints.ts). */
const hints = ['Width', 'Viewport-Width', 'DPR'].flatMap((name) => [`Sec-CH-${name}`, name]);

/**
 * The request headers that may decide which image is sent. The cache policy names them, since CloudFront leaves in a Vary of the
 * origin what it is configured to forward, and nothing else (…/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html, "Vary").
 * They split no cache key: the viewer function takes them out of every request.
 */
export const negotiationHeaders: readonly string[] = ['Accept', 'Save-Data', ...hints];

/** Those that decided about a variant of the viewer function, which leaves a mark where it has read the hints. */
export const decidingHeaders = (variant: Variant, header: Header): string[] => [
  ...(variant.format === 'auto' ? ['Accept'] : []),
  ...(followsSaving(variant) ? ['Save-Data'] : []),
  ...(header('width') === 'auto' ? hints : []),
];

/** Save-Data lowers an automatic quality, and that of images alone. */
const followsSaving = (variant: Variant) =>
  typeof variant.q !== 'number' && canonical(without(variant, ({ saveData }) => !saveData)) !== '';

/** Names the headers that decided, for caches beyond CloudFront; drawings it compresses as their viewer accepts. */
export const setVary = (headers: CloudFrontHeaders, deciding: readonly string[], path: string): void => {
  const names = [...deciding, ...(path.endsWith('.svg') ? ['Accept-Encoding'] : [])];
  if (names.length > 0) setHeader(headers, 'Vary', names.join(', '));
};
