import { App, Aspects } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { lambdaAsset, upkeepAsset } from './build/lambda-assets.ts';
import { viewerFunction } from './build/viewer-function.ts';
import { reportErrors } from './commands/command.ts';
import { loadConfig } from './config/load.ts';
import { hasUpkeep } from './config/upkeep-settings.ts';
import { imageStack } from './stack/stack.ts';

// cdk.json runs this file: build the artefacts, then say in CloudFormation what deploys them.
await reportErrors(async () => {
  const config = loadConfig();
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
