import { Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  Distribution,
  type ErrorResponse,
  HttpVersion,
  PriceClass,
  SecurityPolicyProtocol,
} from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { Config } from '../../config/schema.ts';
import { accessLogs } from '../monitoring/access-logs.ts';
import type { Behavior, Behaviors } from './behaviors.ts';

type ByPath = Pick<Behaviors, 'byPath'> & { elsewhere: Behavior };

/** The distribution of these behaviors, and of one for every other path. */
export function distribution(scope: Construct, config: Config, { byPath, elsewhere }: ByPath): Distribution {
  const site = new Distribution(scope, 'Distribution', {
    comment: `${config.stackName}: images, resized at the edge`,
    defaultBehavior: elsewhere,
    additionalBehaviors: byPath,
    errorResponses: errorLifetimes(config),
    httpVersion: config.http3 ? HttpVersion.HTTP2_AND_3 : HttpVersion.HTTP2,
    priceClass: priceClasses[config.priceClass],
    ...(config.webAclArn && { webAclId: config.webAclArn }),
    ...(config.domain && {
      domainNames: [...config.domain.names],
      certificate: Certificate.fromCertificateArn(scope, 'Certificate', config.domain.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    }),
  });
  accessLogs(scope, config, site.distributionArn);
  return site;
}

const priceClasses = {
  PriceClass_100: PriceClass.PRICE_CLASS_100,
  PriceClass_200: PriceClass.PRICE_CLASS_200,
  PriceClass_All: PriceClass.PRICE_CLASS_ALL,
} satisfies Record<Config['priceClass'], PriceClass>;

/**
 * The least time for which an error is cached; its body stays, as no error page is configured. CloudFront's own 10 s would show one
 * throttled invocation (503) to every viewer for longer than the throttling lasts.
 */
const errorLifetimes = ({ lifetimes }: Config): ErrorResponse[] => [
  { httpStatus: 404, ttl: Duration.seconds(lifetimes.missing) },
  ...[500, 502, 503, 504].map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(1) })),
];
