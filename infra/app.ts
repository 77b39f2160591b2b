import { App, Aspects } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { lambdaAsset, upkeepAsset, viewerFunction } from './build/bundle.ts';
import { complaining } from './commands/command.ts';
import { checkConfig } from './config/validate.ts';
import { config, hasUpkeep } from './config.ts';
import { imageStack } from './stack/stack.ts';

// cdk.json runs this file: build the artefacts, then say in CloudFormation what deploys them.
await complaining(async () => {
  checkConfig(config);
  const app = new App();
  const { directory } = await lambdaAsset(config);
  imageStack(app, {
    config,
    viewerCode: await viewerFunction(config),
    lambdaDirectory: directory,
    ...(hasUpkeep(config) && { upkeepDirectory: (await upkeepAsset(config)).directory }),
  });
  Aspects.of(app).add(new AwsSolutionsChecks({ reports: false }));
});
