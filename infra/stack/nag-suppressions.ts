import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';

/** A finding that is meant to be so, and why; `appliesTo` says for which permissions. */
type Finding = { id: string; reason: string; appliesTo?: { regex: string }[] };

// As cdk-nag reads it (github.com/cdklabs/cdk-nag, "Suppressing a rule"): without it, apps that use the construct need not have it.
const asMetadata = ({ appliesTo, ...finding }: Finding) => ({
  ...finding,
  ...(appliesTo && { applies_to: appliesTo }),
});

const rulesOf = (resource: CfnResource): object[] => resource.getMetadata('cdk_nag')?.rules_to_suppress ?? [];

/** Accepts the findings of cdk-nag that are meant to be so, each with its reason; any other one fails `cdk synth`. */
export function acceptFindings(scope: Construct, { originals, domain, runtime }: Config): void {
  const accept = (name: string, ...findings: Finding[]) => {
    const construct = scope.node.tryFindChild(name);
    for (const resource of construct?.node.findAll().filter(CfnResource.isCfnResource) ?? [])
      resource.addMetadata('cdk_nag', { rules_to_suppress: [...rulesOf(resource), ...findings.map(asMetadata)] });
  };

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
  accept('PageRole', {
    id: 'AwsSolutions-IAM5',
    reason: 'Lambda@Edge writes its log in whichever region runs it, into streams that Lambda names.',
    appliesTo: [{ regex: '/^Resource::arn:aws:logs:\\*:.+:log-group:.+:\\*$/' }],
  });
  accept(
    'Distribution',
    { id: 'AwsSolutions-CFR1', reason: 'Images of a public site are for every country.' },
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
  if (runtime !== 'nodejs24.x') {
    const reason = 'The deployer chose this runtime: Lambda@Edge may not take the latest one in every account.';
    for (const name of ['OriginResponse', 'Regional', 'Upkeep', 'Canary', 'Page'])
      accept(name, { id: 'AwsSolutions-L1', reason });
  }
  acceptBesideOriginals(accept);
  acceptRegional(accept);
}

type Accept = (name: string, ...findings: Finding[]) => void;

function acceptBesideOriginals(accept: Accept): void {
  accept('Derivatives', {
    id: 'AwsSolutions-S1',
    reason: 'Only CloudFront and the functions read this bucket, and all in it can be made again.',
  });
  accept(
    'UpkeepRole',
    {
      id: 'AwsSolutions-IAM5',
      reason: 'Every original of the served folder may change, and every derivative of it may be made or removed.',
      appliesTo: [{ regex: '/^Resource::.+\\/\\*$/' }],
    },
    {
      id: 'AwsSolutions-IAM5',
      reason: 'Lambda names the streams of its log group.',
      appliesTo: [{ regex: '/^Resource::<UpkeepLog.+>:\\*$/' }],
    },
  );
  accept('BackfillRole', {
    id: 'AwsSolutions-IAM5',
    reason: 'Step Functions names executions and the files of a report.',
    appliesTo: [
      { regex: '/^Resource::.+\\/backfill\\/\\*$/' },
      { regex: '/^Resource::arn:.+:execution:.+-backfill(\\/Originals\\d*)?:\\*$/' },
    ],
  });
  accept(
    'Backfill',
    { id: 'AwsSolutions-SF1', reason: 'The report of a run names every object and what became of it.' },
    { id: 'AwsSolutions-SF2', reason: 'One task a batch: there is no path to trace.' },
  );
}

function acceptRegional(accept: Accept): void {
  accept('RegionalRole', {
    id: 'AwsSolutions-IAM5',
    reason: 'Every original of the served folder may be asked for; Lambda names the streams of its log group.',
    appliesTo: [{ regex: '/^Resource::.+\\/\\*$/' }, { regex: '/^Resource::<RegionalLog.+>:\\*$/' }],
  });
}
