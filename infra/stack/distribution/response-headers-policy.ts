import { Duration } from 'aws-cdk-lib';
import { ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { permissions } from '../../../edge/answer/headers/cors.ts';
import type { ResponseHeaders } from '../../config/settings/response-headers.ts';

/** The policy as CloudFront has it: what it counts as security or CORS is refused among the others. */
export const responseHeadersPolicy = (
  scope: Construct,
  { id, name, comment }: { id: string; name: string; comment: string },
  { always, unlessSet, removed, cors }: ResponseHeaders,
): ResponseHeadersPolicy => {
  const entries = [rows(always, true), rows(unlessSet, false)].flat();
  const policy = entries.find(({ header }) => header === 'Content-Security-Policy');
  const others = entries.filter(({ header }) => !isSecurity.test(header));
  return new ResponseHeadersPolicy(scope, id, {
    responseHeadersPolicyName: name,
    comment,
    ...(cors && { corsBehavior: corsOf(cors.origins) }),
    securityHeadersBehavior: {
      ...('X-Content-Type-Options' in always && { contentTypeOptions: { override: true } }),
      ...(policy && { contentSecurityPolicy: { contentSecurityPolicy: policy.value, override: policy.override } }),
    },
    ...(removed && { removeHeaders: [...removed] }),
    customHeadersBehavior: { customHeaders: others },
  });
};

const isSecurity = /^(Content-Security-Policy|X-Content-Type-Options)$/;

const rows = (headers: Record<string, string>, override: boolean) =>
  Object.entries(headers).map(([header, value]) => ({ header, value, override }));

const corsOf = (origins: readonly string[]) => ({
  accessControlAllowOrigins: [...origins],
  accessControlAllowMethods: permissions['Access-Control-Allow-Methods'].split(', '),
  accessControlAllowHeaders: [permissions['Access-Control-Allow-Headers']],
  accessControlExposeHeaders: ['*'],
  accessControlAllowCredentials: false,
  accessControlMaxAge: Duration.seconds(Number(permissions['Access-Control-Max-Age'])),
  originOverride: true,
});
