import { nativeStep } from '../query/native.ts';
import { signUrl } from './sign-url.ts';
import type { SigningKey } from './signing-key.ts';

export type { SigningKey };

/**
 * Signs a URL or a path with its query: on a server, since the secret must never reach a page. The signature stays valid in
 * any order and case of the parameters, beside unknown parameters, and for every viewer. Throws on a parameter that can't be read.
 */
export const sign = (url: string, key: SigningKey): Promise<string> => signUrl(url, key, nativeStep);
