import type { Traffic } from './month.ts';

/** What another service asks for the same month, by its own list: of images alone, without its other plans and fees. */
export type Peer = {
  name: string;
  counts: string;
  source: string;
  read: string;
  dollars: (traffic: Traffic) => number;
};

const gigabytes = ({ requests, bytes }: Traffic) => (requests * bytes) / 1e9;
const stored = ({ derivatives, bytes }: Traffic) => (derivatives * bytes) / 1e9;
const beyond = (units: number, free: number) => Math.max(0, units - free);

/** The services whose prices can be computed from a month of traffic. */
export const peers: readonly Peer[] = [
  {
    name: 'Cloudflare Images',
    counts: '$0.50 for 1,000 unique transformations a month, 5,000 free; delivery is in the plan of the zone',
    source: 'https://developers.cloudflare.com/images/pricing/',
    read: 'November 2026',
    dollars: ({ derivatives }) => (beyond(derivatives, 5000) / 1000) * 0.5,
  },
  {
    name: 'Vercel',
    counts:
      '$0.05 for 1,000 transformations, 5,000 free, in its cheapest region; cache reads, writes and transfer are extra',
    source: 'https://vercel.com/docs/image-optimization/limits-and-pricing',
    read: 'November 2026',
    dollars: ({ derivatives }) => (beyond(derivatives, 5000) / 1000) * 0.05,
  },
  {
    name: 'Cloudinary',
    counts: 'a credit for 1,000 transformations, for a GB stored or for a GB delivered; at $99 for 225 credits (Plus)',
    source: 'https://cloudinary.com/pricing',
    read: 'a copy of May 2026',
    dollars: (traffic) => (traffic.derivatives / 1000 + stored(traffic) + gigabytes(traffic)) * (99 / 225),
  },
  {
    name: 'imgix',
    counts: 'a credit for 500 renders or for a GB delivered, two for a GB cached; at $0.25 a credit (Starter)',
    source: 'https://www.imgix.com/pricing-faq',
    read: 'the price of a credit in a copy of May 2026',
    dollars: (traffic) => (traffic.derivatives / 500 + 2 * stored(traffic) + gigabytes(traffic)) * 0.25,
  },
];
