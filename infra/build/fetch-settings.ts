import crypto from 'node:crypto';
import { namesOf } from '../../edge/answer/named-images.ts';
import type { ResponsePolicy } from '../../edge/fetch/response.ts';
import type { FetchSettings } from '../../edge/fetch/settings.ts';
import type { Viewer } from '../../edge/fetch/viewer.ts';
import type { ViewerStep } from '../../edge/query/negotiation/viewer-context.ts';
import type { Bucket } from '../../edge/storage/s3-endpoint.ts';
import { canonicalPath } from '../../edge/viewer/canonical-path.ts';
import { answerExplain, keepAddress } from '../../edge/viewer/explain.ts';
import { defaultLadder, snapToLadder } from '../../edge/viewer/ladder.ts';
import { knownNamesOnly } from '../../edge/viewer/named-images.ts';
import { imgproxySignature, keepPath, thumborSignature } from '../../edge/viewer/path-signature.ts';
import { expandPreset, presetsOnly } from '../../edge/viewer/presets.ts';
import { imgixSignature, requireSignature, type SignatureKind } from '../../edge/viewer/signature.ts';
import { configuredParseStep } from '../config/paths/parse-step.ts';
import type { Config } from '../config/schema.ts';
import { furtherBuckets } from '../config/settings/further-buckets.ts';
import { originSettings } from '../config/settings/origin-settings.ts';
import { imageHeaders } from '../config/settings/response-headers.ts';
import { closedPaths, hasOneSpelling, readPresets, signatureKinds } from './viewer-source.ts';

/** Where the service runs: its buckets, and what it has to do itself where no CloudFront is in front. */
export type Place = {
  originals: Bucket;
  derivatives?: Bucket | undefined;
  revision?: string;
  /** Behind CloudFront the viewer function and a response headers policy have done their part. */
  front: 'cloudfront' | 'none';
  /** The secret of a key of signed URLs, where there is no CloudFront with a key value store. */
  secret?: Viewer['secret'];
};

/** What `fetchImage` is told of the config. */
export const fetchSettings = (
  config: Config,
  { originals, derivatives, revision, front, secret }: Place,
): FetchSettings => {
  const origin = originSettings(config, revision);
  return {
    origin: {
      ...origin,
      ...(origin.derivatives && derivatives && { derivatives: { ...origin.derivatives, bucket: derivatives } }),
    },
    bucket: originals,
    prefix: config.originals.prefix,
    ...furtherBuckets(config),
    web: config.httpOrigins,
    ...(front === 'none' && { viewer: viewerOf(config, secret), policy: policyOf(config) }),
  };
};

const viewerOf = (config: Config, secret: Viewer['secret']): Viewer => ({
  settings: {
    ...(config.originals.access === 'private' && { original: { status: 403, title: 'The originals are private' } }),
    ...(hasOneSpelling(config) && { canonicalPath }),
    steps: stepsOf(config),
  },
  ...(config.signing && secret && { secret }),
  explains: config.explain !== undefined,
});

const signatures = { imgix: imgixSignature, imgproxy: imgproxySignature, thumbor: thumborSignature };

/** The steps of the built viewer function (viewer-source.ts), in the same order. */
const stepsOf = (config: Config): ViewerStep[] => {
  const { signing, presets, snap, explain, marks, fallbacks } = config;
  const parse = keepPath(configuredParseStep(config));
  const kinds = signatureKinds(config.dialects ?? []).map((name) => signatures[name]);
  const kind: SignatureKind = (visitor, by) => kinds.map((each) => each(visitor, by)).find(Boolean);
  return [
    explain ? keepAddress(parse) : parse,
    ...(signing ? [requireSignature(new RegExp(closedPaths(signing.paths).slice(1, -1)), crypto, kind)] : []),
    ...(config.presetsOnly ? [presetsOnly] : []),
    ...(snap ? [snapToLadder(snap === 'default' ? defaultLadder : [...snap], signing !== undefined)] : []),
    ...(presets ? [expandPreset(readPresets(presets))] : []),
    ...(marks || fallbacks ? [knownNamesOnly(namesOf({ marks, fallbacks }))] : []),
    ...(explain ? [answerExplain(explain === 'signed')] : []),
  ];
};

const policyOf = (config: Config): ResponsePolicy => {
  const { always, unlessSet, cors } = imageHeaders(config);
  return { always, unlessSet, ...(cors && { sites: cors.origins }) };
};
