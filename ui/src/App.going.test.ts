/** Images that go faster than the engine lists them, as in a removal of hundreds on containerd's store. */
import { expect, it, vi } from "vitest";
import { all, find, openApp, row, until } from "./test-app";

const { backend, world, emit } = await openApp({ going: [] });

it("waits for the first list", async () => {
  const asked = vi.spyOn(backend, "imagesList");
  await until(() => expect(asked).toHaveResolvedWith(null));
  expect(all("image-row")).toEqual([]);
  world.going = undefined;
  await until(() => expect(row("redis:8")).not.toBeNull());
});

it("takes away what has gone, one by one, and says nothing of an error", async () => {
  const id = row("busybox:stable")?.dataset.id ?? "";
  world.going = [{ subject: id, id: null, rows: [] }];
  emit("changed", ["images"]);
  await until(() => expect(row("busybox:stable")).toBeNull());
  expect(row("redis:8")).not.toBeNull();
  expect(find("images-error")).toBeNull();
});

it("lists all again once the engine can", async () => {
  world.going = undefined;
  await until(() => expect(row("busybox:stable")).not.toBeNull());
});
