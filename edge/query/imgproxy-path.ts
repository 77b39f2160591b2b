/*
 * A path of imgproxy, `/<prefix>/<signature>/<options>/…`: the prefix may be missing, and holds nothing that could be a signature. Both
 * patterns find it in the same place, so that what is signed is what is read.
 */

/** What stands behind a signature, or behind what stands in its place. */
export const imgproxyRest =
  /^(?:\/(?!(?:plain|_|unsafe|insecure|[\w-]{43})\/)[\w.-]+)*\/(?:_|unsafe|insecure|[\w-]{43})(\/.+)/;

/** A signature, and what it signs: the slash too. */
export const imgproxyPath = /^(?:\/(?!(?:plain|_|unsafe|insecure|[\w-]{43})\/)[\w.-]+)*\/([\w-]{43})(\/.+)/;
