import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { ConfigInput } from '../../infra/config/schema.ts';
import { hasUpkeep } from '../../infra/config/upkeep-settings.ts';
import { resolveConfig } from '../../infra/config/validate.ts';
import { EdgeImages } from '../../infra/stack/edge-images.ts';
import { config } from './config.ts';

export const viewerCode = 'function handler(event){return event.request}';

/** A stack as it would be deployed, and what cdk-nag and CDK say of it. */
export type Synthesized = { stack: Stack; template: Template; findings: Annotations };

/**
 * Synthesizes, without AWS and with a stand-in for the Lambda assets, the stack in us-east-1 and, where they exist, those beside
 * the originals: `keeper` has the derivatives bucket, `regional` the upkeep, `watcher` the edge's alarms, `door` the regional function. To be closed.
 */
export const synthesizer = () => {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  const asset = mkdtempSync(join(folder, 'asset-'));
  const write = (code: string) => writeFileSync(join(asset, 'index.mjs'), code);
  write('export const handler = () => {};');
  writeFileSync(join(asset, 'Dockerfile'), 'FROM scratch');

  const synthesize = (
    changes: Partial<ConfigInput> = {},
    base: ConfigInput = config,
  ): Synthesized & {
    regional: Synthesized | undefined;
    keeper: Synthesized | undefined;
    watcher: Synthesized | undefined;
    door: Synthesized | undefined;
  } => {
    const given = resolveConfig({ ...base, ...changes });
    // Its own look at the templates only warns, and takes longer than all else; \`npm run synth\` has it.
    const app = new App({ outdir: mkdtempSync(join(folder, 'out-')), builtinCloudFormationValidation: false });
    const upkeep = hasUpkeep(given) && { upkeepDirectory: asset };
    const { stack } = new EdgeImages(app, 'Images', { config: given, viewerCode, lambdaDirectory: asset, ...upkeep });
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
    };
  };
  return { synthesize, write, close: () => rmSync(folder, { recursive: true }) };
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
