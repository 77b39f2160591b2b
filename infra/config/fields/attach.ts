import { native } from '../../../edge/query/native.ts';
import { flag, list, oneOf, part, pathPattern, text } from './rules.ts';

/** Names of query parameters that a cache policy takes: …/DeveloperGuide/cloudfront-limits.html */
export const mostParameters = 10;

const usualParameters = ['bg', 'dpr', 'fit', 'format', 'fp-x', 'fp-y', 'h', 'position', 'q', 'w'];

/** How images become part of a distribution that exists. */
export const attach = part({
  /** The paths that serve images, such as `/images/*`. The first behavior that matches a path counts. */
  paths: list(pathPattern(), 'paths such as /images/*'),
  /** A distribution that is not in the same CDK app: the outputs are what to add to it. */
  distribution: part({
    id: text(/^E[A-Z0-9]{5,20}$/, 'the id of a distribution, such as E2EXAMPLE1'),
    domainName: text(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a hostname such as d123.cloudfront.net'),
  }).optional(),
  /**
   * `false` leaves the viewer function out, for a distribution that has its own. The Lambda function then reads the
   * query itself: only `parameters`, under exactly these names, and `format=auto` does not depend on the browser.
   */
  viewerFunction: flag().default(true),
  /**
   * Without the viewer function: the parameters that reach the function, ten at most. Each order and case of them is a
   * separate cache entry.
   */
  parameters: list(oneOf(native.names, 'the name of a parameter, such as w'), 'names of parameters').default(
    usualParameters,
  ),
}).optional();
