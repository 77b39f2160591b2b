import type { DialectName } from '../../edge/query/dialects/registry.ts';

/** The text of a guide for moving from one service; the tables beside it come from its dialect. */
export type Guide = {
  /** The name of its page in docs/moving/. */
  file: string;
  service: string;
  /** The dialect that its tables are of. */
  dialect: DialectName;
  /** The parameters that it has, where the dialect has more. */
  only?: string[];
  summary: string;
  commands: string[];
  /** Paragraphs below the commands. */
  after: string[];
  /** For `dialects` in infra/config.ts; the first row that matches a path counts. */
  rows: { path: string; dialect: DialectName }[];
  /** Where the originals must be, and under which keys. */
  originals: string;
  /** URLs as a site has them. */
  urls: string[];
  /** What to do about what is lost. */
  lost: string;
  signatures: string;
  host: string;
  sources: { url: string; read: string }[];
};

const json = (request: object) => `/${Buffer.from(JSON.stringify(request)).toString('base64')}`;

const putKey = (id: string, secret: string) =>
  `Put ${secret} into the key value store under the ID \`${id}\`, with the command in the stack’s output \`PutSigningKey\`.`;

const distributions =
  'Your hostname belongs to a CloudFront distribution today, and it can belong to only one at a time. So don’t set `domain` at first: deploy, check, move the name with `aws cloudfront associate-alias` as in [Move a hostname without downtime](../deploy.md#move-a-hostname-without-downtime), then set `domain`. To go back, run the same command with the old distribution as its target. Leave the old stack as it is until you are satisfied with the new one.';

const watermarks =
  'Watermarks: give the image a name in `marks` of the configuration, and use `mark=NAME`, one of [this project’s own parameters](../parameters.md), on paths without a dialect.';

/** The guides, in the order of docs/moving.md. */
export const guides: readonly Guide[] = [
  {
    file: 'dynamic-image-transformation',
    service: 'AWS Dynamic Image Transformation',
    dialect: 'aws',
    summary:
      'Dynamic Image Transformation for Amazon CloudFront, formerly Serverless Image Handler, has three kinds of URLs: JSON in base64, paths in Thumbor’s style, and queries (with dotted names in version 8). All three work here. You no longer need its Lambda function and API Gateway (version 7), or its containers on Fargate, load balancer, tables and Cognito (version 8).',
    commands: [
      'npm run migrate -- --log access.log --dialect aws --host images.example.com   # from CloudFront, or any log with request lines',
      'npm run migrate -- --har site.har --dialect thumbor --images DIR              # if URLs are in Thumbor’s style',
    ],
    after: [
      'Without `--dialect`, JSON in base64 and paths that start with `fit-in` or `filters:` are recognized; for a query, the dialect that loses the fewest parameters is used.',
    ],
    rows: [
      { path: '/fit-in/*', dialect: 'thumbor' },
      { path: '/filters:*', dialect: 'thumbor' },
      { path: '*', dialect: 'aws' },
    ],
    originals:
      'Keep your bucket, and name it in `originals.existing`. The `bucket` in a JSON request is ignored; if you have several source buckets, make them rows of `buckets`, each with its paths. For URLs that start with a size, such as `/300x200/…`, add a row for their folder, or make `thumbor` the last row if the site has no other kind.',
    urls: [
      json({
        bucket: 'photos',
        key: 'shop/a.jpg',
        edits: { resize: { width: 300, height: 200, fit: 'cover' }, toFormat: 'webp' },
      }),
      '/fit-in/300x200/filters:grayscale():quality(60)/shop/a.jpg',
      '/shop/a.jpg?resize.width=300&resize.height=200&format=auto',
    ],
    lost: `Face detection and content moderation used Amazon Rekognition: run it when images are uploaded, and store the boxes as focal points for your pages, or reject the image. ${watermarks} Rewrite rules (\`REWRITE_MATCH_PATTERN\`) and the transformation policies of version 8 have no equivalent: put what they add into the URLs, or into \`presets\`. A default image for errors: give it a name in \`fallbacks\`, and use \`default=NAME\`, one of this project’s own parameters. For parameters in Thumbor’s style, see [Moving from Thumbor](thumbor.md#parameters).`,
    signatures:
      'Its `signature` is not checked here. On the paths of `signing.paths`, such URLs are answered with 403; elsewhere the signature is ignored. Sign again with a key of this service: `npm run sign`, or `edge-images/sign` in the code that writes your URLs.',
    host: distributions,
    sources: [
      {
        url: 'https://docs.aws.amazon.com/solutions/latest/dynamic-image-transformation-for-amazon-cloudfront/use-filters.html',
        read: 'November 2026',
      },
      {
        url: 'https://docs.aws.amazon.com/solutions/latest/serverless-image-handler/use-the-rewrite-feature.html',
        read: 'November 2026',
      },
      {
        url: 'https://newreleases.io/project/github/aws-solutions/dynamic-image-transformation-for-amazon-cloudfront/release/v8.0.0',
        read: 'its notes on version 8, read in November 2026',
      },
      {
        url: 'https://newreleases.io/project/github/aws-solutions/dynamic-image-transformation-for-amazon-cloudfront/release/v5.1.0',
        read: 'its notes on signatures, read in November 2026',
      },
    ],
  },
  {
    file: 'aws-image-optimization',
    service: 'aws-samples/image-optimization',
    dialect: 'aws',
    only: [
      'width',
      'height',
      'format',
      'format=auto',
      'format=webp',
      'format=avif',
      'format=png',
      'format=gif',
      'format=jpeg',
      'quality',
    ],
    summary:
      "AWS’s sample resizes in a regional function behind an origin group, and stores the results in a bucket. Its parameters `format`, `width`, `height` and `quality` mean the same here, and nothing is lost. If you want to keep a regional function, set [`door: 'regional'`](../edge-or-regional.md).",
    commands: [
      'npm run migrate -- --log access.log --dialect aws --host images.example.com',
      'npm run migrate -- --har site.har --dialect aws --images DIR',
    ],
    after: [],
    rows: [{ path: '*', dialect: 'aws' }],
    originals:
      'Keep your bucket of originals, and name it in `originals.existing`. The bucket of transformed images is not used, so it can be deleted with the old stack. This service has its own (`derivatives`).',
    urls: [
      '/images/rio/1.jpeg?format=auto&width=300',
      '/images/rio/1.jpeg?format=webp&width=300&height=200&quality=60',
    ],
    lost: 'Nothing. The sample stores a result above its `MAX_IMAGE_SIZE` and redirects to it; here the same happens above 1 MB, [with `derivatives`](../limits.md).',
    signatures:
      'The sample has none. Here, [`signing`](../configuration.md#signing) or `presetsOnly` limits what strangers can ask for.',
    host: distributions,
    sources: [
      {
        url: 'https://github.com/aws-samples/image-optimization/blob/03390ac2c408c11e495e33085fe39493cc22e1e1/README.md',
        read: 'November 2026',
      },
    ],
  },
  {
    file: 'imgix',
    service: 'imgix',
    dialect: 'imgix',
    summary:
      'Paths and parameters stay as they are, including `auto=format,compress` and the aliases that imgix’s client libraries use. imgix’s defaults apply: images are enlarged unless `fit=max` says otherwise.',
    commands: [
      'npm run migrate -- --har site.har --images DIR                 # hosts that end in imgix.net are recognized',
      'npm run migrate -- --sitemap https://example.com/sitemap.xml --dialect imgix   # with a custom domain',
    ],
    after: [],
    rows: [{ path: '*', dialect: 'imgix' }],
    originals:
      'By type of imgix source: for Amazon S3, name its bucket in `originals.existing` and its path prefix in `originals.prefix`. For a Web Folder, copy the files into a bucket, under the same paths. A Web Proxy has complete URLs in its paths, which are not supported: use paths instead.',
    urls: [
      '/shop/a.jpg?w=300&h=200&fit=crop&crop=faces&auto=format,compress',
      '/shop/a.jpg?w=300&fit=max&q=60&fm=webp',
    ],
    lost: `Text and blends: draw them with HTML and CSS over the image. ${watermarks} Videos, and effects that need a machine-learning model: render those once with imgix, and upload the results as originals. Default parameters of a source have no equivalent: put them into the URLs, or into \`presets\`. A default image of a source: give it a name in \`fallbacks\`, and use \`default=NAME\`, one of this project’s own parameters.`,
    signatures: `imgix’s \`s\` and \`expires\` are checked on the paths of \`signing.paths\`, and ignored elsewhere. ${putKey('imgix', 'the secure URL token of the source')} Pages and clients go on signing as they do.`,
    host: 'A custom domain is a CNAME to `SUBDOMAIN.imgix.net`: move it as in [Move the hostname](../moving.md#move-the-hostname), and leave the source deployed with that domain, so that you can go back by restoring the CNAME. `SUBDOMAIN.imgix.net` itself belongs to imgix: if your pages use it, change the `domain` option of your imgix client, one template at a time; both services keep working meanwhile.',
    sources: [
      {
        url: 'https://docs.imgix.com/en-US/getting-started/setup/creating-sources/advanced-settings',
        read: 'November 2026',
      },
      { url: 'https://docs.imgix.com/getting-started/setup/securing-assets', read: 'November 2026' },
    ],
  },
  {
    file: 'cloudinary',
    service: 'Cloudinary',
    dialect: 'cloudinary',
    summary:
      'Delivery URLs of images stay as they are: `/CLOUD/image/upload/…`, or without the cloud name as with a private CDN, including chained transformations, versions and named transformations. Videos, raw files and uploads are not supported.',
    commands: [
      'npm run migrate -- --har site.har --images DIR      # res.cloudinary.com and /image/upload/ are recognized',
    ],
    after: [],
    rows: [{ path: '*', dialect: 'cloudinary' }],
    originals:
      'Copy the images from Cloudinary into the bucket, each under its public ID with the extension that your URLs have: `v1/shop/a.jpg` is the key `shop/a.jpg`. The extension is part of the key, so if a URL uses it to ask for another format than the file’s, use `f_jpg` or `f_auto` instead. A named transformation `t_thumb` becomes the preset `thumb` in `presets`. `image/fetch` is not supported, because other hosts are not read.',
    urls: [
      '/demo/image/upload/c_fill,g_auto,w_300,h_200/f_auto,q_auto/v1700000000/shop/a.jpg',
      '/demo/image/upload/t_thumb/v1/shop/a.jpg',
      '/image/upload/c_limit,w_300/shop/a.jpg',
    ],
    lost: `Overlays and text: draw them with HTML and CSS over the image. ${watermarks} Generative effects, background removal and add-ons: render those images once with Cloudinary, and upload the results as originals. Conditions and arithmetic (\`if_\`, \`$name\`): evaluate them in the code that writes the URLs.`,
    signatures:
      'A signature in the path (`s--…--`) is ignored, never checked: it is made with the API secret of your whole account, which should not be stored anywhere else. On the paths of `signing.paths`, such URLs are answered with 403: sign again with a key of this service (`npm run sign`).',
    host: '`res.cloudinary.com` belongs to Cloudinary: change the host in your pages, with the SDK’s options `secureDistribution` and `privateCdn`, one template at a time; both services keep working meanwhile. A CNAME or private CDN of your own moves as in [Move the hostname](../moving.md#move-the-hostname); to go back, restore the old CNAME.',
    sources: [
      { url: 'https://cloudinary.com/documentation/delivery_url_signatures', read: 'as of December 2025' },
      { url: 'https://cloudinary.com/documentation/sdks/js/url-gen/IURLConfig.html', read: 'November 2026' },
      { url: 'https://cloudinary.com/documentation/advanced_url_delivery_options', read: 'November 2026' },
    ],
  },
  {
    file: 'imgproxy',
    service: 'imgproxy',
    dialect: 'imgproxy',
    summary:
      'Processing URLs stay as they are: options in the path by long or short name, and the source URL in plain text or base64. You no longer need the server, its autoscaling and the CDN in front of it.',
    commands: [
      'npm run migrate -- --log access.log --host images.example.com    # imgproxy’s own log, or that of the server in front',
      'npm run migrate -- --har site.har --images DIR',
    ],
    after: [],
    rows: [{ path: '*', dialect: 'imgproxy' }],
    originals:
      'Name your bucket in `originals.existing`. `s3://BUCKET/KEY` and `local:///PATH` are a key in it; the bucket name in the URL is ignored. An `https://` source URL must be on the distribution’s own host, or the answer is a 400. Encrypted source URLs (`enc`) are not supported. Presets of the server go into `presets`.',
    urls: [
      '/insecure/rs:fill:300:200/g:sm/plain/s3://photos/shop/a.jpg@webp',
      '/insecure/rs:fit:300:0/q:60/czM6Ly9waG90b3Mvc2hvcC9hLmpwZw.avif',
      '/insecure/preset:thumb/plain/local:///shop/a.jpg',
    ],
    lost: `${watermarks} Object detection and classification, videos and documents: prepare such images when they are uploaded. Limits and defaults from the server’s environment (\`IMGPROXY_QUALITY\`, \`IMGPROXY_MAX_SRC_RESOLUTION\`) are fields of [the configuration](../configuration.md), or built-in defaults of [format and quality](../formats-and-quality.md). To choose the format by \`Accept\` (\`IMGPROXY_AUTO_WEBP\`), use \`f:best\` in the URL, which chooses the smallest that the browser accepts.`,
    signatures: `imgproxy’s signature is checked on the paths of \`signing.paths\`, and ignored elsewhere. ${putKey('imgproxy', '`IMGPROXY_KEY:IMGPROXY_SALT`, both in hex,')} Only one pair is valid at a time, and signatures must have their full length (\`IMGPROXY_SIGNATURE_SIZE\` 32). Pages go on signing as they do.`,
    host: 'If you have a CDN in front, either point the hostname at the distribution as in [Move the hostname](../moving.md#move-the-hostname), or keep the CDN and make the distribution its origin, which is easier to undo. If that CDN is CloudFront, move the name with `aws cloudfront associate-alias`: [Move a hostname without downtime](../deploy.md#move-a-hostname-without-downtime). Leave the servers running until you are satisfied.',
    sources: [
      { url: 'https://docs.imgproxy.net/usage/processing', read: 'November 2026' },
      { url: 'https://docs.imgproxy.net/usage/signing_url', read: 'November 2026' },
    ],
  },
  {
    file: 'thumbor',
    service: 'Thumbor',
    dialect: 'thumbor',
    summary:
      'Paths stay as they are, with `unsafe`, with a signature in its place, or with neither. Thumbor’s defaults apply: images are cropped to the requested size, and enlarged unless the URL has `no_upscale`.',
    commands: [
      'npm run migrate -- --log access.log --host images.example.com',
      'npm run migrate -- --har site.har --images DIR',
    ],
    after: [],
    rows: [{ path: '*', dialect: 'thumbor' }],
    originals:
      'With an S3 loader, name its bucket in `originals.existing` and its root in `originals.prefix`. With the HTTP loader, the paths contain URLs of web servers: one on the distribution’s own host is used as a path, any other is answered with 400. So copy the images into the bucket and use paths. Storages and result storages are not used; the derivatives bucket ([`derivatives`](../configuration.md#derivatives)) takes their place.',
    urls: [
      '/unsafe/300x200/smart/filters:quality(60):format(webp)/shop/a.jpg',
      '/K97LekICOXT9MbO3X1u8BBkrjb5=/fit-in/300x200/shop/a.jpg',
      '/unsafe/10x10:410x310/400x0/filters:grayscale()/shop/a.jpg',
    ],
    lost: `${watermarks} Faces and other detectors: \`smart\` crops to the most salient part here. If faces matter, crop when images are uploaded, or use a focal point (\`fp-x\`, \`fp-y\` of this project’s own parameters) on paths without a dialect. Your own filters: render those images once with Thumbor, and upload the results as originals. Instead of the server setting \`AUTO_WEBP\`, use \`format(auto)\` in the URL, or \`format=auto\` of this project’s own parameters.`,
    signatures: `Thumbor’s signature is checked on the paths of \`signing.paths\`, and ignored elsewhere. ${putKey('thumbor', 'the `SECURITY_KEY`')} On those paths \`unsafe\` URLs are answered with 403, as with \`ALLOW_UNSAFE_URL = False\`. Pages go on signing as they do.`,
    host: 'Point the hostname at the distribution, or make the distribution the origin of your CDN: [Move the hostname](../moving.md#move-the-hostname). To go back, restore the old record or the old origin. Leave the servers running until you are satisfied.',
    sources: [
      { url: 'https://thumbor.readthedocs.io/en/latest/usage.html', read: 'November 2026' },
      { url: 'https://thumbor.readthedocs.io/en/latest/security.html', read: 'November 2026' },
    ],
  },
];
