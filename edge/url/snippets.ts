import type { Example, Snippet } from './snippet.ts';
import { appSnippets } from './snippets-apps.ts';
import { frameworkSnippets } from './snippets-frameworks.ts';
import { webSnippets } from './snippets-web.ts';

/** The image as code, for each place that it may be pasted into: the page of `npm start` shows these. */
export const snippets = (example: Example): Snippet[] => [
  ...webSnippets(example),
  ...frameworkSnippets(example),
  ...appSnippets(example),
];
