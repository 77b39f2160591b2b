import type { Answer } from '../service.ts';
import { screens } from '../viewers.ts';

type Props = { screen: string; image: NonNullable<Answer['image']>; name: string };

/** The image in the frame of a screen, as large as its pixels make it there. */
export const Device = ({ screen, image, name }: Props) => {
  const device = screens[screen];
  if (!device) return null;
  const shown = Math.min(device.width, image.width / device.density);
  const needed = device.width * device.density;
  const sharpness =
    image.width >= needed
      ? `Sharp across the whole screen, which has ${needed} pixels.`
      : `Sharp up to ${Math.round(image.width / device.density)} of ${device.width} CSS pixels; the whole width needs ${needed} pixels.`;
  return (
    <figure class="device">
      <div class="frame" style={{ '--ratio': String(device.width / device.height) }}>
        <img
          id="derivative"
          src={image.src}
          alt={`${name} on a screen: ${device.name}`}
          style={{ width: `${(shown / device.width) * 100}%` }}
        />
      </div>
      <figcaption>{sharpness}</figcaption>
    </figure>
  );
};
