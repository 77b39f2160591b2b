import type { Distribution } from '../cloudfront/distribution.ts';

// The most bytes of a thumbnail of 160 × 120 pixels: a larger response is an original without derivative.
const largest = 50_000;

/** A small image for the page's list; none where the answer would be the original itself, which may have any size. */
export const thumbnail = async (url: URL, distribution: Distribution): Promise<Response> => {
  url.search = '?w=160&h=120&fit=cover&format=webp&q=60&anim=false';
  const answer = await distribution(new Request(url));
  const type = answer.headers.get('content-type') ?? '';
  const body = await answer.arrayBuffer();
  const fits =
    answer.ok && body.byteLength <= largest && type.startsWith('image/') && !answer.headers.has('x-image-reason');
  if (!fits) return new Response(null, { status: 204 });
  return new Response(body, { headers: { 'content-type': type, 'cache-control': 'max-age=60' } });
};
