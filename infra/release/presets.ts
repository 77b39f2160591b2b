import type { Config } from '../config/schema.ts';

/** What the configuration says of a template's parameters, by their names: their defaults. */
export type Presets = { readonly [parameter: string]: string };

/** The defaults of the parameters: the bucket, the host names and the web ACL of the configuration. */
export const presetsOf = ({ originals: { existing }, domain, webAclArn }: Config): Presets => ({
  ...(existing && { OriginalsBucket: existing.bucket, OriginalsRegion: existing.region }),
  ...(existing?.kmsKeyArn && { OriginalsKeyArn: existing.kmsKeyArn }),
  ...(domain && { DomainName: domain.names.join(), CertificateArn: domain.certificateArn }),
  ...(webAclArn && { WebAclArn: webAclArn }),
});
