import type { DialectName } from '../../edge/query/dialects/registry.ts';

/** What is said of moving from one service; the tables beside it come from its dialect. */
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
  `Put ${secret} into the key value store under the id \`${id}\`: the stack’s output \`PutSigningKey\` is the command.`;

const distributions =
  'A CloudFront distribution answers there today, and a host name can be on one distribution at a time. So don’t set `domain` at first: deploy, check, then move the name with `aws cloudfront associate-alias`, as in [Move a host name without a gap](../deploy.md#move-a-host-name-without-a-gap), and set `domain`. The way back is the same command with the old distribution as its target. Leave the old stack as it is until the new answers are good.';

const watermarks =
  'Watermarks: name the image in `marks` of the configuration, and write `mark=NAME` in [our own parameters](../parameters.md), on paths without a dialect.';

/** The guides, in the order of docs/moving.md. */
export const guides: readonly Guide[] = [
  {
    file: 'dynamic-image-transformation',
    service: 'AWS Dynamic Image Transformation',
    dialect: 'aws',
    summary:
      'Dynamic Image Transformation for Amazon CloudFront, formerly Serverless Image Handler, has three kinds of URLs: a request as JSON in base64, Thumbor’s paths, and a query, with dotted names in version 8. All three are read here. Its Lambda function (version 7) or its containers on Fargate (version 8) are no longer needed, nor are the API Gateway, the load balancer, the tables and Cognito beside them.',
    commands: [
      'npm run migrate -- --log access.log --dialect aws --host images.example.com   # of CloudFront, or any with request lines',
      'npm run migrate -- --har site.har --dialect thumbor --images DIR              # where URLs are in Thumbor’s style',
    ],
    after: [
      'Without `--dialect`, JSON in base64 and paths that begin with `fit-in` or `filters:` are recognized; a query is read in the dialect in which least gets lost.',
    ],
    rows: [
      { path: '/fit-in/*', dialect: 'thumbor' },
      { path: '/filters:*', dialect: 'thumbor' },
      { path: '*', dialect: 'aws' },
    ],
    originals:
      'Your bucket stays: name it in `originals.existing`. The `bucket` of a JSON request is not read; several source buckets become rows of `buckets`, each with its paths. For URLs that begin with a size, such as `/300x200/…`, add a row for their folder, or make `thumbor` the last row if the site has no others.',
    urls: [
      json({
        bucket: 'photos',
        key: 'shop/a.jpg',
        edits: { resize: { width: 300, height: 200, fit: 'cover' }, toFormat: 'webp' },
      }),
      '/fit-in/300x200/filters:grayscale():quality(60)/shop/a.jpg',
      '/shop/a.jpg?resize.width=300&resize.height=200&format=auto',
    ],
    lost: `Faces and content moderation took Amazon Rekognition: run it when images are uploaded, and keep its boxes as focal points for your pages, or its verdict as a reason not to upload. ${watermarks} Rewrite rules (\`REWRITE_MATCH_PATTERN\`) and the transformation policies of version 8 have no counterpart: write what they add into the URLs, or as \`presets\`. A default image for errors is a name in \`fallbacks\`, asked for with \`fallback=NAME\` in our own parameters. Parameters in Thumbor’s style: [Moving from Thumbor](thumbor.md#parameters).`,
    signatures:
      'Its `signature` is not checked here: elsewhere than on paths of `signing.paths` it is passed over, there it is a 403. Sign anew with our own key: `npm run sign`, or `edge-images/sign` in the code that writes your URLs.',
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
      "AWS’s sample resizes in a regional function behind an origin group, and keeps what it made in a bucket. Its URLs have `format`, `width`, `height` and `quality`, which mean the same here. Nothing of it is lost. If you like a regional function, [`door: 'regional'`](../edge-or-regional.md) is one.",
    commands: [
      'npm run migrate -- --log access.log --dialect aws --host images.example.com',
      'npm run migrate -- --har site.har --dialect aws --images DIR',
    ],
    after: [],
    rows: [{ path: '*', dialect: 'aws' }],
    originals:
      'Your bucket of originals stays: name it in `originals.existing`. The bucket of transformed images is not read; it can go with the stack. Ours has its own (`derivatives`).',
    urls: [
      '/images/rio/1.jpeg?format=auto&width=300',
      '/images/rio/1.jpeg?format=webp&width=300&height=200&quality=60',
    ],
    lost: 'Nothing. A result above its `MAX_IMAGE_SIZE` was stored and redirected to there; here it is the same above 1 MB, [with `derivatives`](../limits.md).',
    signatures:
      'It has none. [`signing`](../configuration.md#signing) or `presetsOnly` bound here what strangers can ask for.',
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
      'Paths and parameters stay as they are, `auto=format,compress` and the aliases of imgix’s clients included. imgix’s defaults hold: images are enlarged unless `fit=max` says otherwise.',
    commands: [
      'npm run migrate -- --har site.har --images DIR                 # hosts that end in imgix.net are recognized',
      'npm run migrate -- --sitemap https://example.com/sitemap.xml --dialect imgix   # a domain of your own',
    ],
    after: [],
    rows: [{ path: '*', dialect: 'imgix' }],
    originals:
      'A source of the type Amazon S3: name its bucket in `originals.existing`, and its path prefix in `originals.prefix`. A Web Folder: copy the files into a bucket, under the same paths. A Web Proxy has whole URLs in its paths, which are not read: write paths instead.',
    urls: [
      '/shop/a.jpg?w=300&h=200&fit=crop&crop=faces&auto=format,compress',
      '/shop/a.jpg?w=300&fit=max&q=60&fm=webp',
    ],
    lost: `Text and blends: draw them with HTML and CSS above the image. ${watermarks} Videos, and what takes a model: render those images once with imgix, and upload the results as originals. Default parameters of a source have no counterpart: write them into the URLs, or as \`presets\`. Its default image is a name in \`fallbacks\`, asked for with \`fallback=NAME\` in our own parameters.`,
    signatures: `imgix’s \`s\` and \`expires\` are checked where \`signing.paths\` asks for a signature; elsewhere they are passed over. ${putKey('imgix', 'the secure URL token of the source')} Pages and clients go on signing as they do.`,
    host: 'A custom domain is a CNAME to `SUBDOMAIN.imgix.net`: move it as in [Move the host name](../moving.md#move-the-host-name), and leave the source deployed with that domain; the way back is the old CNAME. `SUBDOMAIN.imgix.net` itself belongs to imgix: where pages use it, change the domain that your imgix client is made with (`domain: …`), a template at a time; both services answer meanwhile.',
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
      'Delivery URLs of images stay as they are: `/CLOUD/image/upload/…`, without the cloud’s name as from a private CDN, chained transformations, versions and named transformations included. Videos, raw files and uploads are not part of this service.',
    commands: [
      'npm run migrate -- --har site.har --images DIR      # res.cloudinary.com and /image/upload/ are recognized',
    ],
    after: [],
    rows: [{ path: '*', dialect: 'cloudinary' }],
    originals:
      'Copy the images out of Cloudinary into the bucket, each under its public ID and with the ending that your URLs have: `v1/shop/a.jpg` is the key `shop/a.jpg`. Where a URL’s ending asks for another format than the image was uploaded in, the ending is taken for a part of the key: write `f_jpg` or `f_auto` instead. A named transformation `t_thumb` is a row of `presets`. `image/fetch` names other hosts, which are not read.',
    urls: [
      '/demo/image/upload/c_fill,g_auto,w_300,h_200/f_auto,q_auto/v1700000000/shop/a.jpg',
      '/demo/image/upload/t_thumb/v1/shop/a.jpg',
      '/image/upload/c_limit,w_300/shop/a.jpg',
    ],
    lost: `Overlays and text: draw them with HTML and CSS above the image. ${watermarks} Generative effects, background removal and add-ons: render those images once with Cloudinary, and upload the results as originals. Conditions and arithmetic (\`if_\`, \`$name\`) belong into the code that writes the URLs.`,
    signatures:
      'A signature in the path (`s--…--`) is passed over, never checked: it is made with the API secret of the whole account, which should not lie anywhere else. On paths of `signing.paths` such URLs are 403: sign anew with our own key, `npm run sign`.',
    host: '`res.cloudinary.com` is Cloudinary’s: change the host in your pages, with the SDK’s `secureDistribution` and `privateCdn`, a template at a time; both services answer meanwhile. A CNAME or private CDN of your own moves as in [Move the host name](../moving.md#move-the-host-name); the way back is the old CNAME.',
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
      'Processing URLs stay as they are: options in the path, long names and short ones, the address of the image in plain text or in base64. The server, its autoscaling and the CDN in front are no longer needed.',
    commands: [
      'npm run migrate -- --log access.log --host images.example.com    # request lines of imgproxy’s own log, or of what is in front',
      'npm run migrate -- --har site.har --images DIR',
    ],
    after: [],
    rows: [{ path: '*', dialect: 'imgproxy' }],
    originals:
      '`s3://BUCKET/KEY` and `local:///PATH` name a key of the bucket; the bucket’s name is not read. Name your bucket in `originals.existing`. An `https://` address must be on the host of the distribution: any other is a 400. Encrypted addresses (`enc`) are not read. A preset of the server is a row of `presets`.',
    urls: [
      '/insecure/rs:fill:300:200/g:sm/plain/s3://photos/shop/a.jpg@webp',
      '/insecure/rs:fit:300:0/q:60/czM6Ly9waG90b3Mvc2hvcC9hLmpwZw.avif',
      '/insecure/preset:thumb/plain/local:///shop/a.jpg',
    ],
    lost: `${watermarks} Object detection and classification, videos and documents: prepare such images when they are uploaded. Limits and defaults that the server had in its environment (\`IMGPROXY_QUALITY\`, \`IMGPROXY_MAX_SRC_RESOLUTION\`) are fields of [the configuration](../configuration.md), or defaults of [format and quality](../formats-and-quality.md). The format by \`Accept\` (\`IMGPROXY_AUTO_WEBP\`) is asked for in URLs: \`f:best\` chooses the smallest that the viewer accepts.`,
    signatures: `imgproxy’s signature is checked where \`signing.paths\` asks for one; elsewhere it is passed over. ${putKey('imgproxy', '`IMGPROXY_KEY:IMGPROXY_SALT`, both in hex,')} One pair is right at a time, and a signature must have its full length (\`IMGPROXY_SIGNATURE_SIZE\` 32). Pages go on signing as they do.`,
    host: 'Where a CDN stands in front, either point the host name at the distribution as in [Move the host name](../moving.md#move-the-host-name), or keep the CDN and make the distribution its origin, which is the shorter way back. If that CDN is CloudFront, the name moves with `aws cloudfront associate-alias`: [Move a host name without a gap](../deploy.md#move-a-host-name-without-a-gap). Leave the servers running until the new answers are good.',
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
      'Paths stay as they are, with `unsafe`, with a signature in its place, or with neither. Thumbor’s defaults hold: a box is covered, and images are enlarged unless `no_upscale` is there.',
    commands: [
      'npm run migrate -- --log access.log --host images.example.com',
      'npm run migrate -- --har site.har --images DIR',
    ],
    after: [],
    rows: [{ path: '*', dialect: 'thumbor' }],
    originals:
      'With a loader for S3, name its bucket in `originals.existing` and its root in `originals.prefix`. With the HTTP loader, paths hold addresses of web servers: those on the host of the distribution are read as paths, any other is a 400; copy the images into the bucket and write paths. Storages and result storages are not read: [derivatives](../caching.md) take their place.',
    urls: [
      '/unsafe/300x200/smart/filters:quality(60):format(webp)/shop/a.jpg',
      '/K97LekICOXT9MbO3X1u8BBkrjb5=/fit-in/300x200/shop/a.jpg',
      '/unsafe/10x10:410x310/400x0/filters:grayscale()/shop/a.jpg',
    ],
    lost: `${watermarks} Faces and other detectors: \`smart\` crops here to what attracts the eye; where faces matter, crop when images are uploaded, or write a focal point (\`fp-x\`, \`fp-y\`) in our own parameters, on paths without a dialect. Your own filters: render those images once with Thumbor, and upload the results as originals. \`AUTO_WEBP\` is a server’s setting: write \`format(auto)\`, or \`format=auto\` in our own parameters.`,
    signatures: `Thumbor’s signature is checked where \`signing.paths\` asks for one; elsewhere it is passed over. ${putKey('thumbor', 'the `SECURITY_KEY`')} \`unsafe\` URLs are 403 there, as with \`ALLOW_UNSAFE_URL = False\`. Pages go on signing as they do.`,
    host: 'As for any server: point the host name at the distribution, or make the distribution the origin of the CDN that you have; [Move the host name](../moving.md#move-the-host-name). The way back is the old record or the old origin. Leave the servers running until the new answers are good.',
    sources: [
      { url: 'https://thumbor.readthedocs.io/en/latest/usage.html', read: 'November 2026' },
      { url: 'https://thumbor.readthedocs.io/en/latest/security.html', read: 'November 2026' },
    ],
  },
];
