import { folderOf } from '../config/paths/locations.ts';
import type { Site, SiteResponse } from './site.ts';

/** Why something is as it is, and what to do about it. */
export type Diagnosis = { cause: string; remedy: string };

/** What an unexpected status by itself says of the deployment; undefined where it says nothing. */
export const diagnosisOf = (site: Site, response: SiteResponse): Diagnosis | undefined => {
  const { config } = site;
  const region = config.originShieldRegion ?? 'the region nearest to you';
  const log =
    config.door === 'regional' ? `/${config.stackName}/regional` : `/${config.stackName}/origin-response, ${region}`;
  const reason = response.headers.get('x-image-reason');
  if (response.status === 403) return forbidden(site, response);
  if (reason) return { cause: `no derivative was made: ${reason}`, remedy: `read the log group ${log}` };
  const causes: { [status: number]: Diagnosis } = {
    400: {
      cause: 'the deployed parameters are not those of the configuration',
      remedy: 'deploy again, from this checkout',
    },
    404: { cause: 'the image is not there, or CloudFront may not read it', remedy: uploadRemedy(site) },
    500: {
      cause: 'the origin fails, or another server answers at this address',
      remedy: 'see where the host name points',
    },
    502: {
      cause: "CloudFront rejected the function's response, or could not reach the origin",
      remedy: `read the log group /aws/cloudfront/LambdaEdge/<DistributionId>, ${region}`,
    },
    503: {
      cause: 'a function fails or is throttled: one of the viewer fails on every request',
      remedy: `read the log group ${log}, and /aws/cloudfront/function/<name> in us-east-1; look at Lambda's concurrency in Service Quotas`,
    },
    504: { cause: 'the origin did not answer in time', remedy: `read the log group ${log}` },
  };
  return causes[response.status];
};

const forbidden = ({ config, folder, signed }: Site, { headers }: SiteResponse): Diagnosis =>
  headers.get('content-type') !== 'application/problem+json'
    ? {
        cause: `neither function ran: the distribution is not deployed yet, or a web ACL blocks the request${config.domain ? ', or the host name is not among domain.names' : ''}`,
        remedy: 'wait until the distribution is deployed, and look at the log of the web ACL',
      }
    : signed
      ? {
          cause: 'the signature is not accepted',
          remedy: 'put this key into the key value store (output PutSigningKey)',
        }
      : {
          cause: `${folder} requires a signature, or the original is private`,
          remedy: 'give --key and SIGNING_SECRET, or ask a folder that needs no signature',
        };

const uploadRemedy = ({ config, folder }: Site): string => {
  const bucket = config.originals.existing?.bucket ?? 'BUCKET';
  const target = `s3://${bucket}/${folderOf(config.originals)}${decodeURIComponent(folder.slice(1))}`;
  const upload = `add --bucket ${bucket}, or upload the samples: aws s3 cp samples/ ${target} --recursive --exclude '*' --include rotated.jpg --include large.jpg`;
  return config.originals.existing
    ? `${upload}; and make sure that the bucket policy has the output BucketPolicy, and the key policy KeyPolicy, if there is such an output`
    : upload;
};
