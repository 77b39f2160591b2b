import { byUrl, type Dialect, fits, negotiated } from '../dialects.ts';

/** https://docs.netlify.com/build/image-cdn/overview/ */
export const netlify: Dialect = {
  words: 'w h position fm q',
  own: { fit: fits('max contain|cover|fill'), url: negotiated },
  locate: byUrl,
};
