import { Function as CloudFrontFunction, FunctionCode, FunctionRuntime } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { distinctFunctions } from '../../config/paths/path-functions.ts';
import type { Deployment } from '../deployment.ts';
import { signingKeys } from '../signing-keys.ts';

/** A CloudFront Function of the scope, and the path patterns that it serves. */
export type ViewerFunction = { name: string; pathPatterns: string[]; created: CloudFrontFunction };

/** The CloudFront Functions, by their text: one, or one for each dialect where a single one would be too large. */
export function viewerFunctions(
  scope: Construct,
  { config, viewerFunctions, signingKeysArn }: Pick<Deployment, 'config' | 'viewerFunctions' | 'signingKeysArn'>,
): Map<string, ViewerFunction> {
  const keys = signingKeys(scope, config, signingKeysArn);
  return new Map(
    distinctFunctions(viewerFunctions).map(({ name, text, pathPatterns }) => {
      const created = new CloudFrontFunction(scope, name.replace('viewer-request', 'ViewerRequest'), {
        // A name that CDK makes is of the construct's path; in a stack of another app that may be the same in two stages.
        ...(config.attach && { functionName: `${config.stackName}-${name}` }),
        comment: 'Any query in, the canonical variant out',
        code: FunctionCode.fromInline(text),
        // CDK's own default is 1.0, which knows no const.
        runtime: FunctionRuntime.JS_2_0,
        ...(keys && { keyValueStore: keys }),
      });
      return [text, { name, pathPatterns, created }];
    }),
  );
}
