/** A bucket by name and region. */
export type Bucket = { name: string; region: string };

/** Where a request goes to. */
export type Endpoint = { protocol: string; host: string; hostname: string; port: string; path: string };

// Domains of AWS's partitions by how their regions begin (https://docs.aws.amazon.com/general/latest/gr/s3.html).
const domains: [region: RegExp, domain: string][] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^/, 'amazonaws.com'],
];

// TLS certificates cover one label in front of S3's own name.
const isHostLabel = (name: string) => /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name);

/**
 * The endpoint of an object: the bucket's own host name, or that of the SDK's variables `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`,
 * `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`.
 */
export const endpointOf = ({ name, region }: Bucket, key: string, environment = process.env): Endpoint => {
  const given = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  // Servers that stand in for S3 have no host name for each bucket.
  if (given) return at(given, `/${name}/${escapeKey(key)}`);
  const fips = environment.AWS_USE_FIPS_ENDPOINT === 'true' ? '-fips' : '';
  const dualStack = environment.AWS_USE_DUALSTACK_ENDPOINT === 'true' ? '.dualstack' : '';
  const [, domain = ''] = domains.find(([form]) => form.test(region)) ?? [];
  const service = `s3${fips}${dualStack}.${region}.${domain}`;
  return isHostLabel(name)
    ? at(`https://${name}.${service}`, `/${escapeKey(key)}`)
    : at(`https://${service}`, `/${name}/${escapeKey(key)}`);
};

const at = (address: string, path: string): Endpoint => {
  const { protocol, host, hostname, port, pathname } = new URL(address);
  return { protocol, host, hostname, port, path: pathname.replace(/\/$/, '') + path };
};

/** A key as S3's paths have it: all but RFC 3986's unreserved characters and `/` is escaped, and `..` stays. */
const escapeKey = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
