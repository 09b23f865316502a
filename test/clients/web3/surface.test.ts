import { Connection } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { declaredMethods, uncalled } from "../support/surface.js";

describe("Connection", () => {
  const methods = declaredMethods("@solana/web3.js/lib/index.d.ts", "Connection").filter(
    (name) => !name.startsWith("_"),
  );

  it("has the methods that its declarations name", () => {
    expect(methods.length).toBeGreaterThan(80);
    const connection = new Connection("http://127.0.0.1:1") as unknown as Record<string, unknown>;
    expect(methods.filter((name) => typeof connection[name] !== "function")).toEqual([]);
  });

  it("is called here by every public method", () => {
    expect(uncalled("web3", methods)).toEqual([]);
  });
});
