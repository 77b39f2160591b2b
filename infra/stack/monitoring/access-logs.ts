import type { Stack } from 'aws-cdk-lib';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs';
import type { Config } from '../../config/schema.ts';

/**
 * CloudFront's access logs (v2) to S3, CloudWatch or Firehose:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
export function accessLogs(stack: Stack, { stackName, accessLogs: logs }: Config, distributionArn: string): void {
  if (!logs) return;
  const source = new CfnDeliverySource(stack, 'AccessLogSource', {
    name: `${stackName}-access-logs`,
    logType: 'ACCESS_LOGS',
    resourceArn: distributionArn,
  });
  const destination = new CfnDeliveryDestination(stack, 'AccessLogDestination', {
    name: `${stackName}-access-logs`,
    destinationResourceArn: logs.destinationArn,
    outputFormat: logs.format,
  });
  const delivery = new CfnDelivery(stack, 'AccessLogs', {
    deliverySourceName: source.name,
    deliveryDestinationArn: destination.attrArn,
    ...(logs.destinationArn.startsWith('arn:aws:s3:') && { s3SuffixPath: `${stackName}/{yyyy}/{MM}/{dd}/{HH}` }),
  });
  delivery.addResourceDependency(source);
}
