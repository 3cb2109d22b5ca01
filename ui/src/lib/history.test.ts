import { expect, it } from "vitest";
import { instructionOf } from "./history";

it.each([
  ['/bin/sh -c #(nop)  CMD ["bash"]', "CMD", '["bash"]'],
  ["/bin/sh -c apt-get update", "RUN", "apt-get update"],
  ["|1 V=2.2.0 /bin/sh -c make install", "RUN", "make install"],
  ["RUN /bin/sh -c make install # buildkit", "RUN", "make install"],
  ["COPY file.sh / # buildkit", "COPY", "file.sh /"],
  ["RUN |1 V=1 /bin/sh -c make # buildkit", "RUN", "make"],
  ["bazel build //:image", "", "bazel build //:image"],
])("%s", (createdBy, keyword, rest) => expect(instructionOf(createdBy)).toEqual({ keyword, rest }));
