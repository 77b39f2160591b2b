import type { Query } from './query.ts';
import type { Word } from './vocabulary.ts';

/** What one word of another service means: a word of ours, or a reading of its own that says several of ours. */
export type Rule = Word | ((text: string, query: Query) => { [word in Word]?: string | undefined });

/** Another service's words, as a table onto ours. Where two of its words say the same of ours, the first row wins. */
export type Dialect = { [name: string]: Rule };
