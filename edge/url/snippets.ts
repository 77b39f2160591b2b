import type { Shown } from './responsive.ts';
import { appSnippets } from './snippets-apps.ts';
import { frameworkSnippets } from './snippets-frameworks.ts';
import { webSnippets } from './snippets-web.ts';

/** What a snippet is made of: an image, and the text that stands in for it. */
export type Example = Shown & { alt: string };

/** Code to paste: one or more files, each with the language that its code fence names. */
export type Snippet = {
  name: string;
  group: 'Web' | 'Frameworks' | 'Apps';
  files: { name?: string; language: string; code: string }[];
  /** What to know before pasting it. */
  note?: string;
};

/** The image as code, for each place that it may be pasted into: the page of `npm start` and docs/snippets.md show these. */
export const snippets = (example: Example): Snippet[] => [
  ...webSnippets(example),
  ...frameworkSnippets(example),
  ...appSnippets(example),
];
