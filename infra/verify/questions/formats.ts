import { dialectEntry } from '../../../edge/query/dialects/registry.ts';
import { siteOf } from '../../config/settings/origin-settings.ts';
import { firstOf, judge, metadata, modern, ownParametersOnly, plain, type Question, sample } from '../question.ts';
import { imageUrl, type Site } from '../site.ts';

const automaticOnly = ({ config, dialect }: Site) =>
  config.presetsOnly
    ? 'only presets are served'
    : dialect && dialectEntry(dialect).withoutAutoFormat
      ? `${dialect} has no automatic format`
      : undefined;

/** The same URL asked for by a viewer with modern formats, then by one without: both types. */
const negotiated = (site: Site) =>
  site.once('negotiated', async () => {
    const url = imageUrl(site, sample, site.freshWidth());
    return [await site.request(url, { headers: modern }), await site.request(url, { headers: plain })] as const;
  });

const typeOf = ({ headers }: { headers: Headers }) => headers.get('content-type') ?? 'no type';

const followsAccept = {
  cause: 'the viewer function is not attached, or is of another configuration',
  remedy: 'deploy again; the behavior must have the viewer function at viewer requests',
};

const explicit = (format: string, sharpFormat: string): Question => ({
  id: `format-${format}`,
  promise: `format=${format} is answered with ${format}`,
  needs: ['resized'],
  cause: `the function does not encode ${format}`,
  remedy: 'read x-image-reason and the log of the function; deploy again, from this checkout',
  skip: firstOf(ownParametersOnly, ({ config }) =>
    format === 'png' && config.snap ? 'a PNG of a width on the ladder may have more than 1 MB' : undefined,
  ),
  ask: async (site) => {
    // Low, whatever the width: a PNG of more than 1 MB would be a redirect.
    const url = `${site.folder}${sample}?w=${site.freshWidth()}&h=99&format=${format}`;
    const response = await site.request(url, { headers: plain });
    const read = (await metadata(response)).format;
    const passed = response.status === 200 && read === sharpFormat && typeOf(response) === `image/${format}`;
    return judge(site, response, { passed, observed: `${typeOf(response)}, bytes of ${read}` });
  },
});

/** Which format a viewer gets. */
export const formatQuestions: Question[] = [
  explicit('jpeg', 'jpeg'),
  explicit('webp', 'webp'),
  explicit('avif', 'heif'),
  explicit('png', 'png'),
  {
    id: 'auto-modern',
    promise: 'format=auto sends AVIF or WebP to a viewer that names them',
    needs: ['resized'],
    ...followsAccept,
    skip: automaticOnly,
    ask: async (site) => {
      const [response] = await negotiated(site);
      return judge(site, response, {
        passed: /^image\/(avif|webp)$/.test(typeOf(response)),
        observed: typeOf(response),
      });
    },
  },
  {
    id: 'auto-plain',
    promise: 'format=auto sends JPEG to a viewer that names no format',
    needs: ['resized'],
    cause: 'the cache answers with what another viewer got: the format is not in the cache key',
    remedy: 'the viewer function must run at viewer requests, and the cache policy include all query strings',
    skip: automaticOnly,
    ask: async (site) => {
      const [, response] = await negotiated(site);
      return judge(site, response, { passed: typeOf(response) === 'image/jpeg', observed: typeOf(response) });
    },
  },
  {
    id: 'auto-refused',
    promise: 'format=auto never sends a format that the viewer refuses with q=0',
    needs: ['resized'],
    ...followsAccept,
    skip: automaticOnly,
    ask: async (site) => {
      const headers = { accept: 'image/avif;q=0,image/webp;q=0,*/*' };
      const response = await site.request(imageUrl(site, sample, site.freshWidth()), { headers });
      return judge(site, response, {
        passed: /^image\/(jpeg|png|gif)$/.test(typeOf(response)),
        observed: typeOf(response),
      });
    },
  },
  {
    id: 'vary',
    promise: 'Vary tells caches beyond CloudFront that Accept decides',
    needs: ['resized'],
    cause: 'CloudFront takes out of Vary what the cache policy does not name',
    remedy: 'the cache policy must name Accept, Save-Data and the client hints: deploy again',
    skip: firstOf(automaticOnly, ({ config }) =>
      siteOf(config.cors).site === undefined ? 'with several CORS origins CloudFront writes its own Vary' : undefined,
    ),
    ask: async (site) => {
      const [{ headers }] = await negotiated(site);
      const value = headers.get('vary') ?? 'no Vary';
      return { passed: /\baccept\b(?!-)/i.test(value), observed: value };
    },
  },
  {
    id: 'save-data',
    promise: 'Save-Data: on gets no more bytes',
    needs: ['resized'],
    ...followsAccept,
    skip: firstOf(ownParametersOnly, automaticOnly),
    ask: async (site) => {
      const url = imageUrl(site, sample, site.freshWidth());
      const usual = await site.request(url, { headers: plain });
      const saving = await site.request(url, { headers: { ...plain, 'save-data': 'on' } });
      const passed = saving.status === 200 && saving.bytes.length < usual.bytes.length;
      return judge(site, saving, { passed, observed: `${saving.bytes.length} of ${usual.bytes.length} bytes` });
    },
  },
];
