/** Steps of an image's history as the Dockerfile instructions that they come from. */

const KEYWORDS =
  "ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR";
const NOP = /^\/bin\/sh -c #\(nop\)\s*/;
const SHELL = /^(?:\|\d+ .*? )?\/bin\/sh -c (?!#\(nop\))/s;
const BUILDKIT = /\s*# buildkit$/;
const INSTRUCTION = new RegExp(`^(${KEYWORDS})\\s+(.*)$`, "s");

/** What the classic builder and BuildKit wrote around the instruction goes. */
export function instructionOf(createdBy: string): { keyword: string; rest: string } {
  const bare = createdBy.replace(BUILDKIT, "").trim();
  const text = NOP.test(bare) ? bare.replace(NOP, "") : bare.replace(SHELL, "RUN ");
  const [, keyword, rest] = INSTRUCTION.exec(text) ?? [];
  if (keyword === undefined || rest === undefined) return { keyword: "", rest: text };
  return { keyword, rest: keyword === "RUN" ? rest.replace(/^(?:\|\d+ .*? )?\/bin\/sh -c /s, "") : rest };
}
