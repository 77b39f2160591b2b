import fc from 'fast-check';
import { hideMetrics } from '../../infra/commands/print.ts';

// Past the console that vitest captures, they would bury the results.
hideMetrics();

// The same draws every time, so that a change fails by what it changed. `SEED=2 npm test` draws others.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) });
