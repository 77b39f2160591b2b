import { autoFormat, type Dialect, fitRule, locateByUrl, never } from '../dialect.ts';

/** https://docs.netlify.com/build/image-cdn/overview/ */
export const netlify: Dialect = {
  parameters: 'w h position fm q',
  own: { fit: fitRule('max contain|cover|fill', never), url: autoFormat },
  locate: locateByUrl,
};
