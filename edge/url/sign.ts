import { nativeStep } from '../query/native.ts';
import { signUrl } from './sign-url.ts';
import type { SigningKey } from './signing-key.ts';

export type { SigningKey };

/**
 * Signs a URL, or a path with its query. Only on a server: the secret must never reach a page. The signature stays valid if parameters
 * are reordered or written in another case, if unknown ones are added, and for every browser. Throws if a parameter can't be read.
 */
export const sign = (url: string, key: SigningKey): Promise<string> => signUrl(url, key, nativeStep);
