import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { styleFor } from "../../src/cli/terminal-style.js";

const TOUR = fileURLToPath(new URL("../../dist/cli/tour/main.js", import.meta.url));
const ESCAPE = "\u001b";

function runTour(environment: Record<string, string>): { code: number | null; lines: string[] } {
  const { PATH } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOUR], {
    env: { PATH, ...environment },
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return { code: status, lines: stdout.split("\n") };
}

describe("npm run tour", () => {
  test("shows what called what, with units, rights, logs and balances", () => {
    const { code, lines } = runTour({ COLUMNS: "80", NO_COLOR: "1" });
    expect(code).toBe(0);
    const text = lines.join("\n");
    expect(text).toMatch(/1\. Ana creates a mint ─+ ✔ success/);
    expect(text).toMatch(/├─ #0 System createAccount \(lamports: [^)]*\)? +150 CU/);
    expect(text).toMatch(
      /└─ #0 Associated Token create +[\d,]+ CU\n {3}│ {2}SW Ana {2}payer\n {3}│ {2}·W tokens of Ana/,
    );
    expect(text).toMatch(
      /#2 System createAccount\n {2}\+ signer {4}tokens of Ana {2}#0 signs with Ana, Token, mint, \d+ of/,
    );
    expect(text).toContain("› Initialize the associated token account");
    expect(text).toMatch(/tokens of Ana {2}\+1,000 of mint {2}0 → 1,000/);
    expect(text).toMatch(/tokens of Ben +−0\.00148844 SOL {2}0\.00148844 → 0 {2}#1/);
  });

  test("shows both refusals with the account and the reason", () => {
    const text = runTour({ NO_COLOR: "1" }).lines.join("\n");
    expect(text).toMatch(/6\. .* ✘ failed/);
    expect(text).toContain("› Ana's signer privilege escalated");
    expect(text).toMatch(/7\. .* ✘ failed/);
    expect(text).toContain("› tokens of Ben's writable privilege escalated");
    expect(text).toContain("✘ signer    Ana            asked for; the caller does not hold it");
    expect(text).toContain("✘ failed with #2");
    expect(text).toContain("✘ Cross-program invocation with unauthorized signer or writable account");
  });

  test("ends quietly when its reader has had enough", () => {
    const { status, stderr } = spawnSync(
      "bash",
      ["-o", "pipefail", "-c", `"${process.execPath}" "${TOUR}" | head -n 1`],
      {
        encoding: "utf8",
      },
    );
    expect([status, stderr]).toEqual([0, ""]);
  });

  test.each([40, 60, 80, 120])("fits %i columns", (columns) => {
    const { lines } = runTour({ COLUMNS: `${columns}`, NO_COLOR: "1" });
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
  });

  test("uses colour where it is wanted, and none where NO_COLOR is set", () => {
    expect(runTour({ FORCE_COLOR: "1" }).lines.join()).toContain(ESCAPE);
    expect(runTour({}).lines.join()).not.toContain(ESCAPE);
    const onTerminal = (environment: Record<string, string>) => styleFor({ isTTY: true, columns: 80 }, environment);
    expect(onTerminal({}).dim("x")).toContain(ESCAPE);
    expect(onTerminal({ NO_COLOR: "1" }).dim("x")).toBe("x");
  });
});
