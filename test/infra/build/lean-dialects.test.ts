import { expect, test } from 'vitest';
import { parseDialect } from '../../../edge/query/dialect.ts';
import { conformanceRows } from '../../../edge/query/dialects/conformance/conformance.ts';
import { dialectEntry, dialectNames } from '../../../edge/query/dialects/registry.ts';
import { viewerRequest } from '../../../edge/viewer-request.ts';
import { viewerText } from '../../../infra/build/viewer-function.ts';
import { loadHandler } from '../../../infra/local/cloudfront/viewer-function/runtime.ts';
import { config } from '../../support/config.ts';
import { eventOf } from '../../support/viewer.ts';

/*
 * The build finds the parameters that a dialect can set by the words of its file (lean-query.ts). What it leaves out by mistake is
 * silent, so every documented name is asked of the built function, with values of each kind, and of the sources.
 */
const values = [
  '',
  '1',
  '0',
  '40',
  '0.5',
  '-20',
  '2',
  '10,20,30,40',
  '3:2',
  '0.3:0.7',
  '369',
  '80336699',
  'true',
  'false',
  'center',
  'top',
  'a',
];

test.each(dialectNames)(
  'the function of %s reads each documented name as its sources do',
  async (name) => {
    const { dialect, conformance, url } = dialectEntry(name);
    const built = loadHandler(await viewerText({ ...config, dialects: [{ path: '*', dialect: name }] }));
    const whole = viewerRequest({ steps: [parseDialect(dialect)] });
    const asked = conformanceRows(conformance).flatMap(({ names, example, beside }) => {
      const besides = (beside ?? '').split('&').filter(Boolean);
      const written = names.flatMap((each) =>
        each.includes('=') ? [each] : values.map((value) => `${each}=${value}`),
      );
      return [...written.map((each) => [each]), ...(example ? [example.split('&')] : [])].map((each) => [
        ...besides,
        ...each,
      ]);
    });
    const differences: string[] = [];
    for (const parameters of asked) {
      const address = url('/a.jpg', parameters);
      const text = JSON.stringify(eventOf(address));
      const one = JSON.parse((await built(text)) ?? '');
      const other = whole(JSON.parse(text));
      const variantOf = (answer: typeof one) =>
        [answer.uri, answer.querystring?.variant?.value, answer.statusCode].join(' ');
      if (variantOf(one) !== variantOf(other))
        differences.push(`${address}: ${variantOf(one)}, in whole ${variantOf(other)}`);
    }
    expect(differences).toEqual([]);
  },
  120_000,
);
