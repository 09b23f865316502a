import * as splToken from "@solana/spl-token";
import { describe, expect, it } from "vitest";
import { uncalled } from "../support/surface.js";

describe("@solana/spl-token", () => {
  const exported = Object.entries(splToken);

  it("is called here by everything that talks to a cluster", () => {
    const actions = exported.filter(([, value]) => value?.constructor.name === "AsyncFunction").map(([name]) => name);
    expect(actions.length).toBeGreaterThan(70);
    expect(uncalled("spl-token", actions)).toEqual([]);
  });

  it("reads here what each extension keeps", () => {
    const readers = exported.filter(([name]) =>
      /^get[A-Z]\w*(Config|State|Delegate|Hook|Account|Guard|Transfer|Authority|Transferable|Owner|Burn|Amount)$/.test(
        name,
      ),
    );
    expect(readers.length).toBeGreaterThan(20);
    expect(
      uncalled(
        "spl-token",
        readers.map(([name]) => name),
      ),
    ).toEqual([]);
  });
});
