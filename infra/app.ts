import { Annotations, App, Aspects } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { canaryAsset, doorAsset, upkeepAsset } from './build/lambda-assets.ts';
import { pageAsset } from './build/page-asset.ts';
import { viewerFunctions } from './build/viewer-function.ts';
import { reportErrors } from './commands/command.ts';
import { loadConfig } from './config/load.ts';
import { hasUpkeep } from './config/settings/upkeep-settings.ts';
import { derivativesPerImage, derivativesSentence } from './cost/derivatives-per-image.ts';
import { EdgeImages } from './stack/edge-images.ts';

// cdk.json runs this file: builds the artefacts, then synthesizes the stacks that deploy them.
await reportErrors(async () => {
  const config = loadConfig();
  const app = new App();
  const door = await doorAsset(config);
  const functions = await viewerFunctions(config);
  const artefacts = {
    viewerFunctions: functions,
    lambdaCode: config.regional?.package === 'image' ? door.directory : door.zip,
    ...(hasUpkeep(config) && { upkeepCode: (await upkeepAsset(config)).zip }),
    ...(config.page && { pageCode: (await pageAsset(config)).zip }),
    ...(config.monitoring?.canary && { canaryCode: (await canaryAsset(config)).zip }),
  };
  const { stack } = new EdgeImages(app, 'Images', { ...config, artefacts });
  Annotations.of(stack).addInfo(derivativesSentence(await derivativesPerImage(config, functions)));
  Aspects.of(app).add(new AwsSolutionsChecks({ reports: false }));
});
