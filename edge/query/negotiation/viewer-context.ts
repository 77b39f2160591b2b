import type { Query } from '../decode.ts';
import type { Variant } from '../parameters.ts';
import type { Header } from './client-hints.ts';

/** A value of a header or of a query; all values of a repeated name. */
export type Value = { value: string; multiValue?: { value: string }[] };

/** What of CloudFront's event is read and written here (functions-event-structure in its Developer Guide). */
export type ViewerRequest = {
  method: string;
  uri: string;
  querystring: { [name: string]: Value };
  headers: { [name: string]: Value };
  /** The query as it was sent (general-helper-methods). */
  rawQueryString?: () => string | undefined;
};

/** Why a request is refused: problem details (RFC 9457). */
export type Refusal = { status: 400 | 403; title: string };

/** What a step sees: the request, its query, its headers, and the secret of the key that it claims to be signed with. */
export type ViewerContext = {
  sent: ViewerRequest;
  query: Query;
  header: Header;
  secret: string;
  address?: string;
  /** The path as it was sent, where signatures stand in it. */
  path?: string;
};

/** A step of the viewer function: what a configured feature makes of the variant, before the viewer's headers are read. */
export type ViewerStep = (asked: Variant, visitor: ViewerContext) => Variant | Refusal;
