import { defineProvider } from '@nuxt/image/runtime';
import { type Operations, transformer } from 'edge-images/url';

/** `modifiers` of `<NuxtImg>` are our parameters; its width, height, quality, format and fit are read too. Lists are text (`'0.85,0.7'`): Nuxt doubles arrays. */
export default defineProvider<{ baseURL?: string; modifiers?: Operations }>({
  getImage: (src, { modifiers = {}, baseURL = '' }) => ({ url: transformer(baseURL + src, modifiers) }),
});
