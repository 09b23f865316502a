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
  private readonly bytesLimit: number;

  /** @param bytesLimit the limit in UTF-8 bytes, or null for none. */
  constructor(bytesLimit: number | null = LOG_MESSAGES_BYTES_LIMIT) {
    this.bytesLimit = bytesLimit ?? Number.POSITIVE_INFINITY;
  }

  /** Adds a line. `start`, which goes before the message, is ASCII. */
  log(message: string, start = ""): void {
    this.add(start + message, start.length + utf8Length(message));
  }

  /** Adds a line of ASCII, whose bytes need no counting. */
  logAscii(message: string): void {
    this.add(message, message.length);
  }

  private add(message: string, byteLength: number): void {
    const bytesWritten = this.bytesWritten + byteLength;
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
