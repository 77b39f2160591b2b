import { Annotations, App, Aspects } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { doorAsset, upkeepAsset } from './build/lambda-assets.ts';
import { viewerFunction } from './build/viewer-function.ts';
import { reportErrors } from './commands/command.ts';
import { loadConfig } from './config/load.ts';
import { hasUpkeep } from './config/upkeep-settings.ts';
import { derivativesPerImage, derivativesSentence } from './cost/derivatives-per-image.ts';
import { EdgeImages } from './stack/edge-images.ts';

// cdk.json runs this file: builds the artefacts, then synthesizes the stacks that deploy them.
await reportErrors(async () => {
  const config = loadConfig();
  const app = new App();
  const { directory } = await doorAsset(config);
  const viewerCode = await viewerFunction(config);
  const { stack } = new EdgeImages(app, 'Images', {
    config,
    viewerCode,
    lambdaDirectory: directory,
    ...(hasUpkeep(config) && { upkeepDirectory: (await upkeepAsset(config)).directory }),
  });
  Annotations.of(stack).addInfo(derivativesSentence(await derivativesPerImage(config, viewerCode)));
  Aspects.of(app).add(new AwsSolutionsChecks({ reports: false }));
});
