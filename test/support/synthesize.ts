import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AwsSolutionsChecks, NagSuppressions } from 'cdk-nag';
import type { PathFunction } from '../../infra/config/paths/path-functions.ts';
import type { Config, ConfigInput } from '../../infra/config/schema.ts';
import { hasUpkeep } from '../../infra/config/settings/upkeep-settings.ts';
import { resolveConfig } from '../../infra/config/validate.ts';
import { EdgeImages } from '../../infra/stack/edge-images.ts';
import { config } from './config.ts';

export const viewerCode = 'function handler(event){return event.request}';

const everywhere: readonly PathFunction[] = [{ pathPattern: '*', text: viewerCode }];

/** A stack as it would be deployed, and what cdk-nag and CDK say of it. */
export type Synthesized = { stack: Stack; template: Template; findings: Annotations };

/**
 * Synthesizes, without AWS and with a stand-in for the Lambda assets, the stack in us-east-1 and, where they exist, those beside
 * the originals: `keeper` has the derivatives bucket, `regional` the upkeep, `watcher` the edge's alarms, `door` the regional function, `candidate` the next release. To be closed.
 */
export const synthesizer = () => {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  const asset = mkdtempSync(join(folder, 'asset-'));
  const write = (code: string) => writeFileSync(join(asset, 'index.mjs'), code);
  write('export const handler = () => {};');
  writeFileSync(join(asset, 'Dockerfile'), 'FROM scratch');

  const construct = (app: App, given: Config, viewerFunctions: readonly PathFunction[] = everywhere): Stack => {
    const upkeep = hasUpkeep(given) && { upkeepCode: asset };
    const canary = given.monitoring?.canary && { canaryCode: asset };
    const attached = given.attach && !given.attach.distribution ? siteIn(app) : undefined;
    const { stack } = new EdgeImages(attached?.scope ?? app, 'Images', {
      ...given,
      ...(attached && { distribution: attached.distribution }),
      artefacts: { viewerFunctions, lambdaCode: asset, ...upkeep, ...canary, pageCode: asset },
    });
    return stack;
  };
  // Its own look at the templates only warns, and takes longer than all else; `npm run synth` has it.
  const newApp = () => new App({ outdir: mkdtempSync(join(folder, 'out-')), builtinCloudFormationValidation: false });

  /** The templates of a configuration as text, without what CDK and cdk-nag say of them. */
  const templatesOf = (input: ConfigInput): string => {
    const app = newApp();
    construct(app, resolveConfig(input));
    return JSON.stringify(app.synth().stacks.map(({ stackName, template }) => [stackName, template]));
  };

  const synthesize = (
    changes: Partial<ConfigInput> = {},
    base: ConfigInput = config,
    viewerFunctions?: readonly PathFunction[],
  ): Synthesized & {
    regional: Synthesized | undefined;
    keeper: Synthesized | undefined;
    watcher: Synthesized | undefined;
    door: Synthesized | undefined;
    candidate: Synthesized | undefined;
  } => {
    const given = resolveConfig({ ...base, ...changes });
    const app = newApp();
    const stack = construct(app, given, viewerFunctions);
    Aspects.of(app).add(new AwsSolutionsChecks({ reports: false }));
    const described = (stack: Stack) => ({
      stack,
      template: Template.fromStack(stack),
      findings: Annotations.fromStack(stack),
    });
    const other = (suffix: string) => {
      const found = app.node
        .findAll()
        .filter(Stack.isStack)
        .find(({ stackName }) => stackName.endsWith(suffix));
      return found && described(found);
    };
    return {
      ...described(stack),
      regional: other('-regional'),
      keeper: other('-derivatives'),
      watcher: other('-alarms'),
      door: other('-function'),
      candidate: other('-candidate'),
    };
  };
  return { synthesize, templatesOf, write, close: () => rmSync(folder, { recursive: true }) };
};

/** The stack of an app with a distribution of its own, for images to be attached to. */
export const siteIn = (app: App, region = 'us-east-1') => {
  const scope = new Stack(app, 'Site', { stackName: 'site', env: region ? { region } : {} });
  const distribution = new Distribution(scope, 'Site', {
    defaultBehavior: { origin: new HttpOrigin('www.example.com') },
  });
  const reason = 'It is not ours.';
  NagSuppressions.addResourceSuppressions(
    distribution,
    ['CFR1', 'CFR2', 'CFR3', 'CFR4', 'CFR5'].map((id) => ({ id: `AwsSolutions-${id}`, reason })),
  );
  return { scope, distribution };
};

/** Everything that the roles of a template allow, as actions and resources (and conditions, where there are any). */
export const allowed = (template: Template, role = ''): string[][] =>
  Object.entries(template.findResources('AWS::IAM::Role'))
    .filter(([name]) => name.startsWith(role))
    .flatMap(([, { Properties }]) => Properties.Policies)
    .flatMap((policy): Statement[] => policy.PolicyDocument.Statement)
    .map(({ Action, Resource, Condition }) => [
      [Action].flat().join(' '),
      [Resource].flat().map(plainly).join(' '),
      ...(Condition ? [JSON.stringify(Condition)] : []),
    ]);

type Statement = { Action: string | string[]; Resource: unknown; Effect: string; Condition?: unknown };

/** An ARN as one reads it: joined, with the names of what it refers to. */
export const plainly = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [[intrinsic = '', given] = []] = Object.entries(value as object);
  if (intrinsic === 'Fn::Join') return given[1].map(plainly).join('');
  if (intrinsic === 'Fn::GetStackOutput') return `{${given.StackName}.${given.OutputName} in ${given.Region}}`;
  const name = [given]
    .flat()[0]
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/^AWS::/, '');
  return `{${name}}`;
};
