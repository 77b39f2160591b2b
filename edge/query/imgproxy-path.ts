/*
 * A path of imgproxy, `/<prefix>/<signature>/<options>/…`. The prefix is optional, and no part of it may look like a signature: so both patterns
 * find the signature in the same place, and what is signed is what is read.
 */

/** What follows the signature, or the word in its place. */
export const imgproxyRest =
  /^(?:\/(?!(?:plain|_|unsafe|insecure|[\w-]{43})\/)[\w.-]+)*\/(?:_|unsafe|insecure|[\w-]{43})(\/.+)/;

/** The signature, and what it signs, which begins with a slash. */
export const imgproxyPath = /^(?:\/(?!(?:plain|_|unsafe|insecure|[\w-]{43})\/)[\w.-]+)*\/([\w-]{43})(\/.+)/;
