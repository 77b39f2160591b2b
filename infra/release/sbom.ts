import { fitsLambda, type Lock, lockedPackages } from '../build/sharp-for-lambda.ts';

/** Packages that the code of the artefacts imports. */
export const bundledPackages = [
  ...['sharp', 'css-tree', 'culori', 'thumbhash'],
  ...['@aws-sdk/client-s3', '@aws-sdk/client-cloudfront', '@smithy/core', '@smithy/signature-v4'],
];

/**
 * The parts of the artefacts as CycloneDX 1.5: the packages that they import with all dependencies, for Lambda's platform, in the
 * versions and with the hashes of package-lock.json.
 */
export const sbomOf = (lock: Lock, project: { name: string; version: string; license: string }): object => {
  const paths = new Set(bundledPackages.flatMap((name) => lockedPackages(lock, name, fitsLambda('x64'))));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': project.name,
        name: project.name,
        version: project.version,
        licenses: [{ license: { id: project.license } }],
        purl: purlOf(project.name, project.version),
      },
    },
    components: [...paths].sort().map((path) => componentOf(path, lock)),
  };
};

const componentOf = (path: string, { packages }: Lock) => {
  const { version = '', license, integrity } = packages[path] ?? {};
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return {
    type: 'library',
    'bom-ref': path,
    name,
    version,
    purl: purlOf(name, version),
    ...(license && { licenses: [{ expression: license }] }),
    ...(integrity?.startsWith('sha512-') && {
      hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }],
    }),
  };
};

/** https://github.com/package-url/purl-spec: the @ of a scope is percent-encoded. */
const purlOf = (name: string, version: string) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
