/** DG, edge-function-restrictions-all, "Disallowed headers": not shown to a function, nor to be added by one. */
const disallowedNames =
  /^(connection|expect|keep-alive|proxy-authenticate|proxy-authorization|proxy-connection|trailer|upgrade|x-accel-(buffering|charset|limit-rate|redirect)|x-amz-cf-.*|x-amzn-(auth|cf-billing|cf-id|cf-xff|errortype|fle-profile|header-count|header-order|lambda-integration-tag|requestid)|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;

/** Tells a header that no edge function may touch. */
export const disallowed = (name: string) => disallowedNames.test(name);

/** What is wrong with a header that an edge function set; undefined if nothing is. */
export const illegalHeader = (name: string, value: unknown): string | undefined => {
  if (name !== name.toLowerCase()) return `header names must be lower-case: ${name}`;
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) return `the header name contains illegal characters: ${name}`;
  if (typeof value !== 'string') return `the value of the header ${name} is not a string`;
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    ? undefined
    : `the value of the header ${name} contains illegal characters`;
};

/** Tells a body as CloudFront decodes it. */
export const isBase64 = (text: string) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
