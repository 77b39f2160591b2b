import { native } from '../../../edge/query/native.ts';
import { flag, list, oneOf, part, pathPattern, text } from './rules.ts';

/** Names of query parameters that a cache policy takes: …/DeveloperGuide/cloudfront-limits.html */
export const mostParameters = 10;

const usualParameters = ['bg', 'dpr', 'fit', 'format', 'fp-x', 'fp-y', 'h', 'position', 'q', 'w'];

/** How images become part of a distribution that exists. */
export const attach = part({
  /** The paths of the distribution that become images, such as `/images/*`; the first that matches counts. */
  paths: list(pathPattern(), 'paths such as /images/*'),
  /** A distribution that is not of the CDK app: the outputs are what to add to it. */
  distribution: part({
    id: text(/^E[A-Z0-9]{5,20}$/, 'the id of a distribution, such as E2EXAMPLE1'),
    domainName: text(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a host name such as d123.cloudfront.net'),
  }).optional(),
  /**
   * `false`: no viewer function of ours in front, where the distribution has its own. The function then reads the query itself: only
   * `parameters`, under these names, and no format that depends on the viewer.
   */
  viewerFunction: flag().default(true),
  /** Without a viewer function: the parameters that reach the function, ten at most. Another order or case is another entry of the cache. */
  parameters: list(oneOf(native.names, 'the name of a parameter, such as w'), 'names of parameters').default(
    usualParameters,
  ),
}).optional();
