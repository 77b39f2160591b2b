import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { questions } from '../../../infra/verify/run.ts';
import { chart } from '../../support/images/chart.ts';
import { logged } from '../../support/logged.ts';
import { idsOf, startDoctor } from './doctor.ts';
import { faults } from './faults.ts';

let doctor: Awaited<ReturnType<typeof startDoctor>>;
beforeAll(async () => {
  logged();
  doctor = await startDoctor();
  await doctor.world.upload('sideways/rotated.jpg', await chart({ width: 1600, height: 1200, format: 'jpeg' }));
  const bytes = doctor.rotated;
  await doctor.world.upload('unkept/rotated.jpg', { bytes, ContentType: 'image/jpeg', CacheControl: 'no-store' });
});
afterAll(() => doctor.world.close());

describe('a fault fails the questions that it concerns, and no others', () => {
  test.each(Object.entries(faults))('%s', { timeout: 300_000 }, async (_, { fails, ...deployed }) => {
    const results = await doctor.examine(deployed);
    const failed = results.filter(({ status }) => status === 'failed');
    expect(idsOf(results, 'failed').sort(), JSON.stringify(failed, undefined, 1)).toEqual([...fails].sort());
  });
});

test('every question can fail', () => {
  const failing = new Set(Object.values(faults).flatMap(({ fails }) => fails));
  expect(questions.map(({ id }) => id).filter((id) => !failing.has(id))).toEqual([]);
});
