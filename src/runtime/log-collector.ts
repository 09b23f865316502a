/** The bytes of log messages that a transaction keeps (Agave: svm-log-collector, LOG_MESSAGES_BYTES_LIMIT). */
export const LOG_MESSAGES_BYTES_LIMIT = 10_000;

/**
 * Collects a transaction's log messages. A message that would reach the limit is dropped and "Log truncated" stands
 * once in its place; shorter ones after it may still fit (Agave: svm-log-collector, LogCollector).
 */
export class LogCollector {
  readonly messages: string[] = [];
  private bytesWritten = 0;
  private truncated = false;

  /** @param bytesLimit the limit in UTF-8 bytes, or null for none. */
  constructor(private readonly bytesLimit: number | null = LOG_MESSAGES_BYTES_LIMIT) {}

  log(message: string): void {
    if (this.bytesLimit === null) {
      this.messages.push(message);
      return;
    }
    const bytesWritten = this.bytesWritten + utf8Length(message);
    if (bytesWritten < this.bytesLimit) {
      this.bytesWritten = bytesWritten;
      this.messages.push(message);
    } else if (!this.truncated) {
      this.truncated = true;
      this.messages.push("Log truncated");
    }
  }
}

function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes, so each half adds one.
    length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return length;
}
