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
    counts: '$0.50 for 1,000 unique transformations a month, 5,000 free; delivery is included in the zone’s plan',
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
    counts: 'one credit per 1,000 transformations, GB stored or GB delivered; $99 for 225 credits (Plus)',
    source: 'https://cloudinary.com/pricing',
    read: 'May 2026 (an archived copy)',
    dollars: (traffic) => (traffic.derivatives / 1000 + stored(traffic) + gigabytes(traffic)) * (99 / 225),
  },
  {
    name: 'imgix',
    counts: 'one credit per 500 renders or GB delivered, two per GB cached; $0.25 a credit (Starter)',
    source: 'https://www.imgix.com/pricing-faq',
    read: 'price per credit: May 2026 (an archived copy)',
    dollars: (traffic) => (traffic.derivatives / 500 + 2 * stored(traffic) + gigabytes(traffic)) * 0.25,
  },
];
