import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Config } from '../../config/schema.ts';
import { canaryAlarms } from './alarms.ts';
import { logGroup, writeLogStatement } from './log-group.ts';

type Watched = { host: string; code: string | undefined; logKey: IKey | undefined };

/** The Lambda that asks the service (infra/verify/canary.ts) on a schedule, and its alarms. It may write its log, and nothing else. */
export function canary(scope: Construct, config: Config, { host, code, logKey }: Watched): void {
  const { canary: chosen } = config.monitoring ?? {};
  if (!chosen || code === undefined) return;
  const log = logGroup(scope, config, { id: 'CanaryLog', name: 'canary', key: logKey });
  const lambda = new LambdaFunction(scope, 'Canary', {
    description: 'Asks the service what npm run prove asks',
    runtime: new Runtime(config.runtime, RuntimeFamily.NODEJS),
    architecture: Architecture.X86_64,
    handler: 'index.handler',
    code: Code.fromAsset(code),
    memorySize: 512,
    timeout: Duration.minutes(15),
    role: new Role(scope, 'CanaryRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { WriteLog: new PolicyDocument({ statements: [writeLogStatement(log)] }) },
    }),
    logGroup: log,
    environment: { SITE: `https://${host}` },
  });
  new Rule(scope, 'CanarySchedule', {
    description: 'Runs the canary',
    schedule: Schedule.rate(Duration.minutes(chosen.minutes)),
    targets: [new LambdaTarget(lambda, { retryAttempts: 0 })],
  });
  canaryAlarms(scope, config, lambda);
}
