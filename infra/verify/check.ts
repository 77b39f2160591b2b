import sharp from 'sharp';
import { remedy, type Site, type SiteResponse } from './site.ts';

/** The result of a check: what was observed, what to do if it failed, and what it shows where AWS's documentation is silent. */
export type CheckResult = { passed: boolean; observed: string; remedy?: string | undefined; finding?: string };

/** A promise of the service and the check that tests it on a deployed site; undefined where it does not apply. */
export type Check = { promise: string; run: (site: Site) => Promise<CheckResult | undefined> };

/** The sample that most checks request: stored as 1600 × 1200, 1200 × 1600 when upright. */
export const sample = 'rotated.jpg';

/** The headers of a viewer that accepts no modern format. */
export const plain = { accept: '*/*' };

/** The result of a check that one response decides. */
export const resultOf = (
  site: Site,
  { response, passed, observed = summaryOf(response) }: { response: SiteResponse; passed: boolean; observed?: string },
): CheckResult => ({
  passed,
  observed: passed ? observed : `${observed} (${response.status})`,
  ...(!passed && { remedy: remedy(site, response) }),
});

const summaryOf = (response: SiteResponse) =>
  `${response.status} ${response.headers.get('content-type') ?? ''}, ${bytesOf(response)}`;

/** The length of a body, as text. */
export const bytesOf = ({ bytes }: SiteResponse) => `${bytes.length.toLocaleString('en')} bytes`;

/** Whether a response is an error of this status that explains itself (RFC 9457). */
export const isProblem = ({ status, headers }: SiteResponse, expected: number) =>
  status === expected && headers.get('content-type') === 'application/problem+json';

/** The dimensions, format and bytes of an image, as text. */
export const sizeOf = async (response: SiteResponse) => {
  const { width, height, format } = await metadata(response);
  return `${width} × ${height} ${format}, ${bytesOf(response)}`;
};

/** Whether a response is a derivative of the sample, upright, in the requested width or the ladder's next one. Presets have sizes of their own. */
export const isDerivative = async ({ config }: Site, response: SiteResponse, requested: number) => {
  const { width = 0, height = 0, orientation } = await metadata(response);
  if (response.status !== 200 || response.headers.has('x-image-reason') || width === 0 || orientation) return false;
  if (config.presetsOnly) return true;
  return height > width && (config.snap ? width >= requested || width === 1200 : width === requested);
};

const metadata = async ({ bytes }: SiteResponse) => {
  try {
    return await sharp(bytes).metadata();
  } catch {
    return { width: 0, height: 0, format: 'no image', orientation: undefined };
  }
};
