/** Asks again and again, until the answer is true; fails after some seconds. */
export async function until(ask: () => boolean | Promise<boolean>, milliseconds = 20_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`not in ${milliseconds} ms: ${ask}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
