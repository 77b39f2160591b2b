import type { NextConfig } from 'next';

const config: NextConfig = {
  output: 'export',
  images: { loader: 'custom', loaderFile: './image-loader.ts' },
};

export default config;
