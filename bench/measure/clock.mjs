/** Milliseconds: the time, or with `--cpu` what this process has had of the processor, which a busy machine leaves alone. */
export const now = process.env.CALLGATE_BENCH_CPU ? processorMs : () => performance.now();

function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
