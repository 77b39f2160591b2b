// What the package exports as `edge-images/cdk`.
export { EdgeImages, type EdgeImagesProps } from './stack/edge-images.ts';
