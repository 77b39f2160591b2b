import { type Parameters, type Place, picture } from 'edge-images/url';
import type { ComponentProps } from 'react';

const images = 'https://images.example.com';

type Props = Omit<ComponentProps<'img'>, 'src' | 'srcSet' | 'sizes' | 'width' | 'height'> &
  Place & { src: string; alt: string; parameters?: Parameters };

/** An image in every size and format that the browser may choose: of a fixed size with `w` and `h`, else as wide as `sizes` says. */
export const Image = ({ src, parameters, sizes, steps, formats, ...attributes }: Props) => {
  const place = { ...(sizes && { sizes }), ...(steps && { steps }), ...(formats && { formats }) };
  const { sources, img } = picture(images + src, parameters, place);
  return (
    <picture>
      {sources.map((source) => (
        <source key={source.type} {...source} />
      ))}
      {/* biome-ignore lint/a11y/useAltText: alt is required, and among the attributes */}
      <img loading="lazy" decoding="async" {...img} {...attributes} />
    </picture>
  );
};
