import { expect, it } from "vitest";
import { parse } from "./parse";

it("understands what moves images as the docker command line does", () => {
  expect(parse("docker tag busybox me/box:1")).toEqual({
    is: "move",
    move: { is: "tag", source: "busybox", target: "me/box:1" },
  });
  expect(parse("$ sudo docker image push -q me/box")).toEqual({
    is: "move",
    move: { is: "push", reference: "me/box" },
  });
  expect(parse("docker save -o all.tar busybox redis:8")).toEqual({
    is: "move",
    move: { is: "save", references: ["busybox", "redis:8"] },
  });
  expect(parse("docker save busybox > box.tar")).toEqual({
    is: "move",
    move: { is: "save", references: ["busybox"] },
  });
  expect(parse("docker load < box.tar")).toEqual({ is: "move", move: { is: "load" } });
  expect(parse("docker load --input=box.tar")).toEqual({ is: "move", move: { is: "load" } });
  expect(parse(`docker import -c 'CMD ["sh"]' --platform linux/arm64 root.tar me/root`)).toEqual({
    is: "move",
    move: {
      is: "import",
      spec: { reference: "me/root", message: "", platform: "linux/arm64", changes: ['CMD ["sh"]'] },
    },
  });
  expect(parse("docker container export -o x.tar web")).toEqual({
    is: "move",
    move: { is: "export", container: "web" },
  });
  expect(parse(`docker commit -a "Ada <a@b.c>" -m note --pause=false web me/web:2`)).toEqual({
    is: "move",
    move: {
      is: "commit",
      container: "web",
      spec: { reference: "me/web:2", author: "Ada <a@b.c>", message: "note", pause: false, changes: [] },
    },
  });
});

it("says what is wrong with them", () => {
  expect(parse("docker tag busybox")).toEqual({ is: "fault", fault: { kind: "usage", what: "tag" } });
  expect(parse("docker save")).toEqual({ is: "fault", fault: { kind: "usage", what: "save" } });
  expect(parse("docker push --all-tags me/box")).toEqual({
    is: "fault",
    fault: { kind: "unknownFlag", what: "--all-tags" },
  });
  expect(parse("docker image export web").is).toBe("fault");
});
