/** An AVIF whose color box says other code points: primaries, transfer, matrix (ISO/IEC 14496-12, 12.1.5). */
export const withNclx = (
  avif: Buffer,
  codes: readonly [primaries: number, transfer: number, matrix: number],
): Buffer => {
  const at = avif.indexOf('colrnclx', 0, 'latin1');
  if (at < 0) throw new Error('the AVIF has no nclx box');
  const changed = Buffer.from(avif);
  for (const [index, code] of codes.entries()) changed.writeUInt16BE(code, at + 8 + 2 * index);
  return changed;
};
