/** Ends the process quietly when nobody reads its output any more, as `head` does after its lines. */
export function endWhenReaderIsGone(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}
