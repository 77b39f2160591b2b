import { byUrl, type Dialect, fits, negotiated, none } from '../dialect.ts';

/** https://docs.netlify.com/build/image-cdn/overview/ */
export const netlify: Dialect = {
  parameters: 'w h position fm q',
  own: { fit: fits('max contain|cover|fill', none), url: negotiated },
  locate: byUrl,
};
