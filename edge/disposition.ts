/**
 * `dl`: has browsers save a picture, under this name (RFC 6266): once in ASCII for the old ones, once as it is. What could be
 * a path or end the header is not in it.
 */
export const dispositionOf = (name: string | undefined): string | undefined => {
  if (!name) return undefined;
  const safe = name.replace(/[\p{Cc}/\\]+/gu, '_');
  const ascii = safe.replace(/[^ !#-[\]-~]/g, '_').replaceAll('%', '_');
  // Of what encodeURIComponent leaves, an extended value may not have these (RFC 8187, 3.2.1).
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};
