import { LogCollector } from "../../runtime/log-collector.js";
import type { TraceRecorder } from "./recorder.js";

/** Collects a transaction's log, and shows the recorder every line of it, whatever the limit. */
export class TracedLogCollector extends LogCollector {
  constructor(
    bytesLimit: number | null,
    private readonly recorder: TraceRecorder,
  ) {
    super(bytesLimit);
  }

  override log(message: string, start = ""): void {
    this.recorder.logged(start + message);
    super.log(message, start);
  }

  override logAscii(message: string): void {
    this.recorder.logged(message);
    super.logAscii(message);
  }
}
