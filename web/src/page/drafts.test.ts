// Tests of drafts: kept by the store, and without one as long as the page lasts.
import { equal } from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "./drafts.ts";

function storeOf(kept: Map<string, string>): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

void test("a draft outlives the page", () => {
  const kept = new Map<string, string>();
  new Drafts(() => storeOf(kept)).write("starmap", "package main");
  const again = new Drafts(() => storeOf(kept));
  equal(again.read("starmap"), "package main");
  equal(again.read("map"), null);
  again.write("starmap", null);
  equal(new Drafts(() => storeOf(kept)).read("starmap"), null);
});

void test("without a store a draft lasts as long as the page", () => {
  const refuse = (): never => {
    throw new Error("refused");
  };
  for (const store of [refuse, () => ({ getItem: refuse, setItem: refuse, removeItem: refuse })]) {
    const drafts = new Drafts(store);
    equal(drafts.read("starmap"), null);
    drafts.write("starmap", "package main");
    equal(drafts.read("starmap"), "package main");
    drafts.write("starmap", null);
    equal(drafts.read("starmap"), null);
  }
});
