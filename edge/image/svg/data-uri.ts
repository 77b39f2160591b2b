/** What a data URI holds, and as which type it says so. */
export type DataUri = { type: string; bytes: Buffer };

/** Reads `data:image/png;base64,…`, or text in percent-encoding (RFC 2397). Undefined where it is none. */
export const parseDataUri = (uri: string): DataUri | undefined => {
  const comma = uri.indexOf(',');
  if (!/^data:/i.test(uri) || comma < 0 || comma > 200) return undefined;
  const [type = '', ...parameters] = uri.slice(5, comma).toLowerCase().split(';');
  const content = uri.slice(comma + 1);
  const isBase64 = parameters.some((parameter) => parameter.trim() === 'base64');
  return {
    type: type.trim(),
    bytes: isBase64 ? Buffer.from(unescaped(content).toString('latin1'), 'base64') : unescaped(content),
  };
};

/** `%41` is a byte; a `%` that begins none is itself. */
const unescaped = (text: string): Buffer => {
  if (!text.includes('%')) return Buffer.from(text);
  const [first = '', ...rest] = text.split('%');
  const parts = rest.map((part) => {
    const isByte = /^[\da-f]{2}/i.test(part);
    return isByte ? [Buffer.from(part.slice(0, 2), 'hex'), Buffer.from(part.slice(2))] : [Buffer.from(`%${part}`)];
  });
  return Buffer.concat([Buffer.from(first), ...parts.flat()]);
};

/** Bytes as a data URI. */
export const writeDataUri = ({ type, bytes }: DataUri): string => `data:${type};base64,${bytes.toString('base64')}`;
