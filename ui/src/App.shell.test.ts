/** The dialog that opens a shell, in the whole page on the engine in memory. */
import { expect, it, vi } from "vitest";
import { openDialog } from "./state/dialogs.svelte";
import { find, openApp, see, until } from "./test-app";

const { backend, world } = await openApp();

it("says why the best shell could not be found, until a command is typed", async () => {
  const fault = { code: "containerNotRunning", message: "container is not running", detail: null };
  vi.spyOn(backend, "containerShell").mockRejectedValue(fault);
  const [container] = world.containers;
  openDialog({ kind: "shell", container: { id: container?.id ?? "", name: container?.name ?? "" } });
  await until(() => expect(find("run-refused")?.textContent).toBe("container is not running"));
  const field = (await see("shell-command")) as HTMLInputElement;
  field.value = "/bin/busybox sh";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await until(() => expect(find("run-line")?.textContent).toContain("/bin/busybox sh"));
});
