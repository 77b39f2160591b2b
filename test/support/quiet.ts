import { hideMetrics } from '../../infra/commands/print.ts';

// Past the console that vitest captures, they would bury the results.
hideMetrics();
