import { AccessType } from "../../../sbpf/access-type.js";
import type { ElfError } from "../../../sbpf/elf-error.js";
import { EbpfError } from "../../../sbpf/errors.js";
import type { VerifierError } from "../../../sbpf/verifier-error.js";

/** An error as Rust's `{:?}` prints it, without spaces: `AccessViolation(Store,254,8,"unallocated")`. */
export function debugText(error: EbpfError | ElfError | VerifierError): string {
  const fields: readonly unknown[] = error.fields;
  const hasAccess =
    error instanceof EbpfError && (error.kind === "AccessViolation" || error.kind === "StackAccessViolation");
  const texts = fields.map((field, index) => (hasAccess && index === 0 ? accessText(field) : fieldText(field)));
  return texts.length === 0 ? error.kind : `${error.kind}(${texts.join(",")})`;
}

function accessText(access: unknown): string {
  return access === AccessType.Load ? "Load" : "Store";
}

function fieldText(field: unknown): string {
  if (typeof field === "object") return debugText(field as EbpfError);
  return typeof field === "string" ? JSON.stringify(field) : String(field);
}
