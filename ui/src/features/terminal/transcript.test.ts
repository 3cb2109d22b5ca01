/** All that a session has printed, looked through, over a shell that is played by the test. */
import { expect, it, vi } from "vitest";
import { setBackend } from "$/ipc/backend";
import { memoryBackend } from "$/ipc/memory";
import { TranscriptSearch } from "./transcript.svelte";

const { backend } = memoryBackend({ images: [], containers: [], locale: "en" });
setBackend(backend);

it("goes to no match, and tells of no failure, once it has ended", async () => {
  const match = vi.spyOn(backend, "transcriptMatch");
  vi.spyOn(backend, "transcriptClose").mockResolvedValue(null);
  const gone = { code: "sessionGone", message: "nothing is looked for", detail: null };
  const search = new TranscriptSearch(1, { text: "a", regex: false, matchCase: false, wholeWord: false });
  match.mockRejectedValueOnce(gone);
  await expect(search.newest()).rejects.toBe(gone);

  let refuse: (reason: unknown) => void = vi.fn();
  match.mockReturnValueOnce(new Promise((_, reject) => (refuse = reject)));
  const newest = search.newest();
  await search.end();
  refuse(gone);
  expect(await newest).toBeNull();
  expect([await search.newest(), await search.next(true)]).toEqual([null, null]);
  expect(match).toHaveBeenCalledTimes(2);
});
