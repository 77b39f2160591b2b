import sharp from 'sharp';
import { type Diagnosis, diagnosisOf } from './diagnosis.ts';
import { imageUrl, type Site, type SiteResponse, type TestImage } from './site.ts';

/** What was observed; where it is wrong and the observation itself says why, that in place of the question's own diagnosis. */
export type Answer = {
  passed: boolean;
  observed: string;
  diagnosis?: Diagnosis | undefined;
  /** What it shows of AWS where no page of AWS says it. */
  finding?: string;
};

/** One question about a deployed service. */
export type Question = Diagnosis & {
  id: string;
  /** What holds if the answer is yes. */
  promise: string;
  /** Ids of earlier questions: if one of them failed, this one is not asked, as its answer would follow from that. */
  needs?: readonly string[];
  /** Why the question does not apply to this site; undefined if it does. */
  skip?: (site: Site) => string | undefined;
  ask: (site: Site) => Promise<Answer>;
};

/** The image that most questions ask for: stored as 1600 × 1200, 1200 × 1600 when upright. */
export const sample: TestImage = 'rotated.jpg';

/** The headers of a viewer that names no format. */
export const plain = { accept: '*/*' };

/** The headers of a viewer that shows every format. */
export const modern = { accept: 'image/avif,image/webp,*/*' };

/** An answer that one response decides. If its status alone is wrong, that is diagnosed. */
export const judge = (
  site: Site,
  response: SiteResponse,
  { passed, observed = summaryOf(response), expected = [200] }: Judgment,
): Answer => ({
  passed,
  observed: passed ? observed : `${observed} (${response.status})`,
  ...(!passed && !expected.includes(response.status) && { diagnosis: diagnosisOf(site, response) }),
});

/** `expected` are the statuses that the question itself explains. */
type Judgment = { passed: boolean; observed?: string; expected?: number[] };

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
  const { width = 0, height = 0, orientation = 1 } = await metadata(response);
  if (response.status !== 200 || response.headers.has('x-image-reason') || width === 0 || orientation > 1) return false;
  if (config.presetsOnly) return true;
  return height > width && (config.snap ? width >= requested || width === 1200 : width === requested);
};

/** What sharp reads of an image; a format of `no image` where it can't. */
export const metadata = async ({ bytes }: SiteResponse) => {
  try {
    return await sharp(bytes).metadata();
  } catch {
    return { width: 0, height: 0, format: 'no image', orientation: undefined, exif: undefined };
  }
};

/** A derivative of the sample that was made for this run, for a viewer that names no format; asked for once. */
export const derivative = (site: Site) =>
  site.once('derivative', async () => {
    const width = site.freshWidth();
    const url = imageUrl(site, sample, width);
    return { width, url, response: await site.request(url, { headers: plain }) };
  });

/** The original of a file without parameters, asked for once. */
export const original = (site: Site, file: TestImage = sample) =>
  site.once(`original ${file}`, () => site.request(`${site.folder}${file}`, { headers: plain }));

/** An error that every service can give: the image that is missing. */
export const missing = (site: Site) =>
  site.once('missing', () => site.request(imageUrl(site, `missing-${site.freshWidth()}.jpg`, 100)));

/** Reasons to skip. */
export const ownParametersOnly = ({ dialect, config }: Site) =>
  dialect ? `the folder speaks ${dialect}` : config.presetsOnly ? 'only presets are served' : undefined;
export const publicOnly = ({ config }: Site) =>
  config.originals.access === 'private' ? 'originals are private' : undefined;
export const bucketOnly = ({ uploads }: Site) => (uploads ? undefined : 'needs --bucket');
export const firstOf =
  (...reasons: ((site: Site) => string | undefined)[]) =>
  (site: Site) =>
    reasons.map((reason) => reason(site)).find((reason) => reason !== undefined);
