import { autoFormat, type Dialect, locateByUrl } from '../dialect.ts';

/** https://nextjs.org/docs/app/api-reference/components/image: `/_next/image?url=&w=&q=`; Vercel's alike. */
export const next: Dialect = { parameters: 'w q', own: { url: autoFormat }, locate: locateByUrl };
