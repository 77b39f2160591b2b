import type { Result } from './run.ts';

/** Open questions about AWS that no request can answer. */
const untestable = [
  'which version of Node runs the function: see the AWS console or `aws lambda get-function-configuration`',
  'whether the 1 MB limit counts the body before or after base64: responses fit in both cases',
  'whether a 304 from S3 runs the function: the function leaves a 304 unchanged',
  'whether a viewer function that fails is answered with 503, as http-503-service-unavailable.html says: no known request makes it fail',
];

/** One result as lines of text; nothing of questions that do not apply. */
export const linesOf = (result: Result): string[] => {
  if (result.status === 'passed') return [`✓ ${result.promise}: ${result.observed}`];
  if (result.status === 'blocked') return [`- ${result.promise}: skipped, ${result.why}`];
  if (result.status === 'skipped') return [];
  return [`✗ ${result.promise}: ${result.observed}`, `    cause: ${result.cause}`, `    → ${result.remedy}`];
};

/** What is said after the last result. */
export const closingLines = (results: Result[]): string[] => {
  const of = (status: Result['status']) => results.filter((result) => result.status === status);
  const findings = results.flatMap((result) => (result.status === 'passed' && result.finding ? [result.finding] : []));
  const unasked = results.flatMap((result) =>
    result.status === 'skipped' && result.why === 'needs --bucket' ? [result.promise] : [],
  );
  const section = (title: string, lines: string[]) =>
    lines.length > 0 ? ['', title, ...lines.map((line) => `  ${line}`)] : [];
  const [passed, failed, blocked, skipped] = (['passed', 'failed', 'blocked', 'skipped'] as const).map(
    (status) => of(status).length,
  );
  return [
    ...section('Observed behavior that AWS does not document:', findings),
    ...section('Skipped without --bucket:', unasked),
    ...section('Cannot be checked from here:', untestable),
    '',
    `${passed} passed, ${failed} failed, ${blocked} skipped because of these, ${skipped} not applicable.`,
  ];
};

/** All results for a program: the format is part of the command's contract. */
export const jsonOf = (site: string, results: Result[]): string =>
  JSON.stringify({ site, date: new Date().toISOString(), passed: hasPassed(results), results }, undefined, 2);

/** All results as a JUnit file, which CI services show. */
export const junitOf = (site: string, results: Result[]): string => {
  const count = (status: Result['status']) => results.filter((result) => result.status === status).length;
  const skipped = count('skipped') + count('blocked');
  const totals = `tests="${results.length}" failures="${count('failed')}" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals}>`,
    `  <testsuite name="${xml(site)}" ${totals} errors="0" time="${seconds(results.reduce((sum, { milliseconds }) => sum + milliseconds, 0))}">`,
    ...results.map(testcase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

const testcase = (result: Result): string => {
  const open = `    <testcase classname="prove" name="${xml(`${result.id}: ${result.promise}`)}" time="${seconds(result.milliseconds)}"`;
  if (result.status === 'passed') return `${open}/>`;
  const inside =
    result.status === 'failed'
      ? `<failure message="${xml(result.observed)}">${xml(`cause: ${result.cause}\nremedy: ${result.remedy}`)}</failure>`
      : `<skipped message="${xml(result.why)}"/>`;
  return `${open}>${inside}</testcase>`;
};

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);

const entities: { [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text of an XML file: characters that XML 1.0 knows, escaped. */
const xml = (text: string) =>
  text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/gu, '?').replace(/[&<>"]/g, (character) => entities[character] ?? '');

/** Whether nothing failed. */
export const hasPassed = (results: Result[]): boolean => results.every(({ status }) => status !== 'failed');
