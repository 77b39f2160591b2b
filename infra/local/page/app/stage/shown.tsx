import type { Answer } from '../service.ts';

type Props = { image: NonNullable<Answer['image']>; alt: string };

/** An image as large as the stage allows, but not enlarged; at 100 % one of its pixels is one of the screen's. */
export const Shown = ({ image, alt }: Props) => (
  <img id="derivative" class="shown" src={image.src} alt={alt} style={sizeOf(image)} />
);

/** What the style sheet fits an image with. */
export const sizeOf = ({ width, height }: { width: number; height: number }) => ({
  '--width': `${width / devicePixelRatio}px`,
  '--ratio': `${width / Math.max(1, height)}`,
});
