/** A request before the viewer function, or after it. */
export type ViewerRequest = {
  method: string;
  /** Still percent-encoded. */
  uri: string;
  /** Still percent-encoded, without `?`. */
  querystring: string;
  headers: Record<string, string>;
  ip: string;
  id: string;
};
