import { byUrl, type Dialect, negotiated } from '../dialect.ts';

/** https://nextjs.org/docs/app/api-reference/components/image: `/_next/image?url=&w=&q=`; Vercel's alike. */
export const next: Dialect = { words: 'w q', own: { url: negotiated }, locate: byUrl };
