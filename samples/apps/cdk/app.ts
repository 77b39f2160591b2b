import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EdgeImages } from 'edge-images/cdk';

const app = new App({ outdir: 'cdk.out' });

const images = new EdgeImages(app, 'Images', {
  stackName: 'shop-images',
  originals: { access: 'public', prefix: 'products' },
  derivatives: { days: 90 },
  originShieldRegion: 'us-east-1',
  presets: { thumb: 'w=200&h=200&fit=cover&format=auto', hero: 'w=1600&format=auto' },
  presetsOnly: true,
  pregenerate: [{ prefix: '', queries: ['preset=thumb'] }],
  tags: { project: 'shop' },
});

// A stack of the app's own beside it: who uploads, what is watched, where images are.
const shop = new Stack(app, 'Shop', { stackName: 'shop', env: { region: 'us-east-1' } });
const uploader = new Role(shop, 'Uploader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
images.grantUpload(uploader);
images.grantInvalidate(uploader);
new Alarm(shop, 'ManyErrors', {
  metric: images.metricDistribution('5xxErrorRate', 'Average'),
  threshold: 5,
  evaluationPeriods: 3,
});
new CfnOutput(shop, 'ImagesAt', { value: `https://${images.distribution.distributionDomainName}` });

app.synth();
