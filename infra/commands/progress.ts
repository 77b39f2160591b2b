const { stderr } = process;
const width = 30;

/** Prints the progress of a long run and the time left on stderr: a bar in a terminal, else a line every tenth. */
export const startProgress = (total: number) => {
  const started = performance.now();
  let done = 0;
  const text = () => {
    const passed = (performance.now() - started) / 1000;
    const left = done === 0 ? 0 : Math.max(0, (passed / done) * (total - done));
    return `${done} of ${total}, ${clock(passed)} passed, about ${clock(left)} left`;
  };
  const step = (name: string) => {
    done += 1;
    if (stderr.isTTY) stderr.write(`\r${bar(done / total)} ${text()}  ${name.slice(-40)}\x1b[K`);
    else if (done % Math.ceil(total / 10) === 0) stderr.write(`${text()}\n`);
  };
  const end = () => {
    if (stderr.isTTY) stderr.write('\r\x1b[K');
  };
  return { step, end };
};

const bar = (share: number) => '#'.repeat(Math.round(share * width)).padEnd(width, '.');

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, '0')}`;
