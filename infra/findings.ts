import type { Stack } from 'aws-cdk-lib';
import { type NagPackSuppression, NagSuppressions } from 'cdk-nag';
import type { Config } from './config.ts';

/** cdk-nag's findings that are meant to be so, each with its reason; any other one fails `cdk synth`. */
export function acceptFindings(stack: Stack, { originals, domain }: Config): void {
  const accept = (construct: string, ...findings: NagPackSuppression[]) =>
    NagSuppressions.addResourceSuppressions(stack.node.findChild(construct), findings, true);

  accept(
    'LambdaRole',
    {
      id: 'AwsSolutions-IAM5',
      reason: 'Every original of the served folder may be asked for; nothing outside of it can be read.',
      appliesTo: [{ regex: '/^Resource::.+\\/\\*$/' }],
    },
    {
      id: 'AwsSolutions-IAM5',
      reason: 'Lambda@Edge writes its log in whichever region runs it, into streams that Lambda names.',
      appliesTo: [{ regex: '/^Resource::arn:aws:logs:\\*:.+:log-group:.+:\\*$/' }],
    },
  );
  accept(
    'Distribution',
    { id: 'AwsSolutions-CFR1', reason: 'Pictures of a public site are for every country.' },
    { id: 'AwsSolutions-CFR2', reason: 'Read-only and bounded before any work is done; a WAF is a price per request.' },
    {
      id: 'AwsSolutions-CFR3',
      reason: 'Each derivation is logged by the function; access logs would keep viewer addresses.',
    },
  );
  if (!domain) {
    accept('Distribution', {
      id: 'AwsSolutions-CFR4',
      reason:
        'TLS versions of the *.cloudfront.net certificate are not ours to choose; with an own domain it is TLS 1.2.',
    });
  }
  if (!originals.existing) {
    accept('Originals', {
      id: 'AwsSolutions-S1',
      reason: 'Only CloudFront and the function read this bucket; a log of that would need a second bucket.',
    });
  }
}
