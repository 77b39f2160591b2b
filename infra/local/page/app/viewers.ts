/** A viewer as its requests tell: the Accept header that it sends for images. */
export type Browser = { name: string; accept?: string };

/**
 * Sources: developer.mozilla.org/docs/Web/HTTP/Guides/Content_negotiation/List_of_default_Accept_values for browsers; apps
 * and mail clients send what their HTTP libraries do.
 */
export const browsers: { [id: string]: Browser } = {
  yours: { name: 'this browser' },
  chrome: { name: 'Chrome, Edge', accept: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8' },
  safari: {
    name: 'Safari',
    accept:
      'image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  },
  firefox: {
    name: 'Firefox',
    accept: 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  },
  app: { name: 'a phone app', accept: '*/*' },
  crawler: { name: 'a search crawler', accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
  mail: { name: 'a mail client', accept: 'image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5' },
};

/** A screen: its size in CSS pixels, and device pixels in each. */
export type Screen = { name: string; width: number; height: number; density: number };

export const screens: { [id: string]: Screen | undefined } = {
  none: undefined,
  phone: { name: 'a phone, 390 × 3', width: 390, height: 844, density: 3 },
  tablet: { name: 'a tablet, 820 × 2', width: 820, height: 1180, density: 2 },
  laptop: { name: 'a laptop, 1440 × 2', width: 1440, height: 900, density: 2 },
  desktop: { name: 'a desktop, 1920 × 1', width: 1920, height: 1080, density: 1 },
};

/** A network: kilobits a second, and milliseconds until the first byte. */
export type Network = { name: string; kilobits: number; latency: number };

// The presets of Chrome's developer tools.
export const networks: { [id: string]: Network | undefined } = {
  full: undefined,
  fast4g: { name: 'Fast 4G', kilobits: 9000, latency: 60 },
  slow4g: { name: 'Slow 4G', kilobits: 1600, latency: 150 },
  slow3g: { name: '3G', kilobits: 400, latency: 400 },
};

/** Milliseconds that so many bytes take. */
export const transferTime = (bytes: number, { kilobits, latency }: Network): number => latency + (bytes * 8) / kilobits;

/** The headers that a viewer of these kinds sends, under the names that the server passes on. */
export const headersOf = (view: { browser: string; screen: string; saveData: string }): { [name: string]: string } => {
  const screen = screens[view.screen];
  return {
    'x-as-accept': browsers[view.browser]?.accept ?? ownAccept,
    ...(screen && {
      'x-as-sec-ch-dpr': String(screen.density),
      'x-as-sec-ch-viewport-width': String(screen.width),
    }),
    ...(view.saveData && { 'x-as-save-data': 'on' }),
  };
};

/** The Accept header of this browser for images. Scripts can't read it, so it is looked up by user agent. */
const ownAccept =
  (/firefox/i.test(navigator.userAgent)
    ? browsers.firefox
    : /chrom/i.test(navigator.userAgent)
      ? browsers.chrome
      : browsers.safari
  )?.accept ?? '*/*';
