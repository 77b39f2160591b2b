import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../service.ts';
import { networks, transferTime } from '../viewers.ts';

/** How much of the image has arrived on a slow network, 0 to 1; undefined when all of it has. */
export const useTransfer = (answer: Answer | undefined, network: string): number | undefined => {
  const [share, setShare] = useState<number>();
  useEffect(() => {
    const slow = networks[network];
    if (!answer?.image || !slow) return setShare(undefined);
    const began = performance.now();
    const total = transferTime(answer.bytes, slow);
    const timer = setInterval(() => {
      const passed = (performance.now() - began) / total;
      setShare(passed < 1 ? passed : undefined);
      if (passed >= 1) clearInterval(timer);
    }, 50);
    setShare(0);
    return () => clearInterval(timer);
  }, [answer, network]);
  return share;
};
