import { missingImages } from "../../../../tools/local-mesh/engine/images";

test("all images that are missing are in one message, each in a line", () => {
  const message = missingImages([
    { name: "hashicorp/consul:2.0.1", reason: "manifest unknown" },
    { name: "busybox:1.37", reason: "no such\n host" },
  ]);
  expect(message.split("\n")).toEqual([
    "These images are not here and could not be pulled:",
    "  - hashicorp/consul:2.0.1  (manifest unknown)",
    "  - busybox:1.37  (no such host)",
    "Pull each with `docker pull NAME`, after `docker login` where that is needed, or name a registry that has them.",
  ]);
});
