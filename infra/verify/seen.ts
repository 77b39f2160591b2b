import sharp from 'sharp';
import { type Answer, remedy, type Site } from './site.ts';

/** What a proof has seen: whether its claim holds; if not, what to do; and what AWS's documents leave open. */
export type Seen = { holds: boolean; saw: string; next?: string | undefined; learned?: string };

/** A claim about a deployed service, and how to look; undefined where it does not apply. */
export type Proof = { claim: string; look: (site: Site) => Promise<Seen | undefined> };

/** The sample that most is asked of: 1600 × 1200 as it is stored, 1200 × 1600 as it is seen. */
export const sample = 'rotated.jpg';

/** What a viewer shows who knows no modern format. */
export const plain = { accept: '*/*' };

/** A claim judged by one answer. */
export const verdict = (site: Site, answer: Answer, holds: boolean, told?: string): Seen => {
  const saw = told ?? `${answer.status} ${answer.headers.get('content-type') ?? ''}, ${bytesOf(answer)}`;
  return { holds, saw: holds ? saw : `${saw} (${answer.status})`, ...(!holds && { next: remedy(site, answer) }) };
};

/** The length of an answer. */
export const bytesOf = ({ bytes }: Answer) => `${bytes.length.toLocaleString('en')} bytes`;

/** An error that says what is wrong (RFC 9457), of this status. */
export const isProblem = ({ status, headers }: Answer, expected: number) =>
  status === expected && headers.get('content-type') === 'application/problem+json';

/** The size of an image, for people. */
export const sizeOf = async (answer: Answer) => {
  const { width, height, format } = await metadata(answer);
  return `${width} × ${height} ${format}, ${bytesOf(answer)}`;
};

/** An image of its own, upright, of the width that was asked or, on a ladder, the next. Presets have sizes of their own. */
export const isDerivative = async ({ config }: Site, answer: Answer, asked: number) => {
  const { width = 0, height = 0, orientation } = await metadata(answer);
  if (answer.status !== 200 || answer.headers.has('x-image-reason') || width === 0 || orientation) return false;
  if (config.presetsOnly) return true;
  return height > width && (config.snap ? width >= asked || width === 1200 : width === asked);
};

const metadata = async ({ bytes }: Answer) => {
  try {
    return await sharp(bytes).metadata();
  } catch {
    return { width: 0, height: 0, format: 'no image', orientation: undefined };
  }
};
