import { defineConfig } from 'astro/config';

export default defineConfig({
  image: {
    service: { entrypoint: './src/image-service.ts', config: { baseURL: 'https://images.example.com' } },
  },
});
