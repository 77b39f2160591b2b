export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  modules: ['@nuxt/image'],
  telemetry: false,
  devtools: { enabled: false },
  typescript: { strict: true },
  image: {
    provider: 'edgeImages',
    providers: {
      edgeImages: {
        provider: '~/providers/edge-images.ts',
        options: { baseURL: 'https://images.example.com' },
      },
    },
  },
});
