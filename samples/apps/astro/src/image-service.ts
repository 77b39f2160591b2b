import type { ExternalImageService } from 'astro';
import { baseService } from 'astro/assets';
import { transformer } from 'edge-images/url';

/** Astro's `<Image>` from the distribution; files that Astro imports stay its own. */
const service: ExternalImageService<{ baseURL: string }> = {
  ...baseService,
  // Without a format of its own an image has the best that the browser accepts.
  validateOptions: (options) => options,
  getURL: ({ src, width, height, quality, format, fit, position }, { service }) => {
    if (typeof src !== 'string') return src.src;
    const url = src.startsWith('/') ? service.config.baseURL + src : src;
    return transformer(url, { width, height, quality, format, position, fit: fit === 'none' ? undefined : fit });
  },
};

export default service;
