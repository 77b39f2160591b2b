import type { Diagnosis } from './diagnosis.ts';
import type { Question } from './question.ts';
import { accessQuestions } from './questions/access.ts';
import { cachingQuestions } from './questions/caching.ts';
import { formatQuestions } from './questions/formats.ts';
import { headerQuestions } from './questions/headers.ts';
import { imageQuestions } from './questions/images.ts';
import { largeQuestions } from './questions/large.ts';
import { reachQuestions } from './questions/reach.ts';
import { uploadedQuestions } from './questions/uploaded.ts';
import type { Site } from './site.ts';

/** All questions, in the order in which they are asked: a question needs earlier ones only. */
export const questions: readonly Question[] = [
  ...reachQuestions,
  ...imageQuestions,
  ...accessQuestions,
  ...formatQuestions,
  ...cachingQuestions,
  ...headerQuestions,
  ...largeQuestions,
  ...uploadedQuestions,
];

/**
 * What became of a question: `blocked` was not asked, because an earlier one that it needs failed; `skipped` does not apply.
 * `why` says so for both.
 */
export type Result = { id: string; promise: string; milliseconds: number } & (
  | { status: 'passed'; observed: string; finding?: string | undefined }
  | ({ status: 'failed'; observed: string } & Diagnosis)
  | { status: 'blocked'; why: string }
  | { status: 'skipped'; why: string }
);

/** Asks every question that applies, one after another; tells `report` of each result as it comes. */
export const askAll = async (site: Site, report: (result: Result) => void = () => undefined): Promise<Result[]> => {
  const results: Result[] = [];
  for (const question of questions) {
    const result = await resultOf(site, question, results);
    results.push(result);
    report(result);
  }
  return results;
};

const resultOf = async (site: Site, question: Question, earlier: Result[]): Promise<Result> => {
  const { id, promise, needs = [], skip } = question;
  const named = { id, promise, milliseconds: 0 };
  const why = skip?.(site);
  if (why !== undefined) return { ...named, status: 'skipped', why };
  const missing = needs.find((need) =>
    earlier.some((result) => result.id === need && (result.status === 'failed' || result.status === 'blocked')),
  );
  if (missing) return { ...named, status: 'blocked', why: `needs: ${missing}` };
  const started = performance.now();
  const outcome = await outcomeOf(site, question);
  return { ...named, ...outcome, milliseconds: Math.round(performance.now() - started) };
};

type Outcome =
  | { status: 'passed'; observed: string; finding?: string | undefined }
  | ({ status: 'failed'; observed: string } & Diagnosis);

/** An answer that does not come is a failure with the cause of the question. */
const outcomeOf = async (site: Site, { ask, cause, remedy, id }: Question): Promise<Outcome> => {
  try {
    const { passed, observed, diagnosis, finding } = await ask(site);
    if (passed) return { status: 'passed', observed, finding };
    return { status: 'failed', observed, ...(diagnosis ?? { cause, remedy }) };
  } catch (error) {
    const observed = error instanceof Error ? error.message : String(error);
    if (id === 'answers') return { status: 'failed', observed, cause, remedy };
    return { status: 'failed', observed, ...unanswered };
  }
};

const unanswered: Diagnosis = {
  cause: 'this one request is not answered, others are',
  remedy: 'ask again; if it stays, read the log groups of both functions, and of what stands in front',
};
