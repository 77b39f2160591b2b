import type { Config } from './schema.ts';

/** The served folder, as keys begin with it. */
export const folderOf = ({ prefix }: Config['originals']): string => (prefix ? `${prefix}/` : '');

/** The region of the originals: a new bucket, and everything beside it, is in us-east-1. */
export const regionOf = ({ originals }: Pick<Config, 'originals'>): string => originals.existing?.region ?? 'us-east-1';
