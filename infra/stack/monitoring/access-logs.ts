import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../../config/schema.ts';

/**
 * CloudFront's access logs (v2) to S3, CloudWatch or Firehose:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
export function accessLogs(scope: Construct, { stackName, accessLogs: logs }: Config, distributionArn: string): void {
  if (!logs) return;
  const source = new CfnDeliverySource(scope, 'AccessLogSource', {
    name: `${stackName}-access-logs`,
    logType: 'ACCESS_LOGS',
    resourceArn: distributionArn,
  });
  const destination = new CfnDeliveryDestination(scope, 'AccessLogDestination', {
    name: `${stackName}-access-logs`,
    destinationResourceArn: logs.destinationArn,
    outputFormat: logs.format,
  });
  const delivery = new CfnDelivery(scope, 'AccessLogs', {
    deliverySourceName: source.name,
    deliveryDestinationArn: destination.attrArn,
    ...(logs.destinationArn.startsWith('arn:aws:s3:') && { s3SuffixPath: `${stackName}/{yyyy}/{MM}/{dd}/{HH}` }),
  });
  delivery.addResourceDependency(source);
}
