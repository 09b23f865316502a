/** A line on standard error that says what is being done, if anybody is looking. */
export class ProgressLine {
  #isShown = process.stderr.isTTY === true;

  show(text) {
    if (this.#isShown) process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  }

  clear() {
    this.show("");
  }
}
